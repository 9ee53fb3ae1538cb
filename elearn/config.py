"""The settings: read once from ELEARN_* variables, refused in one plain sentence."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, get_args
from urllib.parse import SplitResult, urlsplit

from elearn.errors import ElearnError
from elearn.post_office import (
    PostOffice,
    read_post_office,
    settle_mail,
    settle_mail_from,
)
from elearn.resources import find_bundled

_PREFIX = "ELEARN_"
_FILE = "_FILE"
_LOG_LEVELS = ("debug", "info", "warning", "error")
SECRET_KEY_LENGTH = 32
_SWITCH = dict.fromkeys(("yes", "true", "on", "1"), True) | dict.fromkeys(
    ("no", "false", "off", "0"), False
)


class SettingsError(ElearnError):
    """A setting cannot be used; the sentence names it and says what to do."""


@dataclass(frozen=True)
class _Told:
    standard: str
    meaning: str


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything an installation decides; whoever holds one holds valid settings."""

    site_url: Annotated[
        str,
        _Told(
            "http://127.0.0.1:PORT",
            "The address people type. It decides links in mail, QR codes and cookies.",
        ),
    ] = ""
    host: Annotated[
        str,
        _Told(
            "127.0.0.1",
            "The address elearn listens on. 0.0.0.0 is every network of this machine.",
        ),
    ] = "127.0.0.1"
    port: Annotated[int, _Told("8000", "The port elearn listens on.")] = 8000
    database_url: Annotated[
        str,
        _Told(
            "the SQLite file elearn.sqlite3 in ELEARN_DATA_DIR",
            "Where records are kept: sqlite:///FILE or "
            "postgresql://NAME:PASSWORD@HOST/DATABASE.",
        ),
    ] = field(default="", repr=False)
    data_dir: Annotated[
        Path,
        _Told(
            "the folder instance where you start elearn",
            "The folder for everything that elearn itself writes. Back it up.",
        ),
    ] = Path("instance")
    courses_dir: Annotated[
        Path | None,
        _Told(
            "the courses that come with elearn",
            "The folder with your courses. elearn reads it; only “elearn schemas” "
            "writes there.",
        ),
    ] = None
    secret_key: Annotated[
        str,
        _Told(
            "the file secret-key in ELEARN_DATA_DIR, made at the first start",
            "Signs sessions and links. At least 32 characters, the same on every "
            "machine.",
        ),
    ] = field(default="", repr=False)
    mail: Annotated[
        str,
        _Told(
            "no mail is sent",
            "The server that takes mail, smtp://NAME:PASSWORD@HOST:587 or smtps://…, "
            "or a folder for it, file:///FOLDER.",
        ),
    ] = field(default="", repr=False)
    mail_from: Annotated[
        str,
        _Told(
            "needed for a mail server",
            "The address mail comes from, such as learning@example.org.",
        ),
    ] = ""
    workers: Annotated[
        int,
        _Told("0", "How many processes answer. 0 is one for each processor core."),
    ] = 0
    threads: Annotated[
        int, _Told("2", "How many requests one process answers at the same time.")
    ] = 2
    trusted_proxies: Annotated[
        int,
        _Told(
            "0",
            "How many reverse proxies stand in front and tell the caller's address.",
        ),
    ] = 0
    log_level: Annotated[
        str, _Told("info", "How much is logged: debug, info, warning or error.")
    ] = "info"
    log_format: Annotated[
        str, _Told("text", "How the log is written: text to read, or json to collect.")
    ] = "text"
    metrics_port: Annotated[
        int,
        _Told(
            "0",
            "The port for Prometheus, on this machine only. 0 is none. Needs "
            "elearn[metrics].",
        ),
    ] = 0
    demo: Annotated[
        bool,
        _Told(
            "no",
            "yes for the demo organisation with its known passwords, which only runs "
            "on this machine alone.",
        ),
    ] = False

    def __post_init__(self) -> None:
        for name, least, most in (
            ("port", 1, 65535),
            ("workers", 0, 64),
            ("threads", 1, 16),
            ("trusted_proxies", 0, 5),
            ("metrics_port", 0, 65535),
        ):
            if not least <= getattr(self, name) <= most:
                raise _refuse(name, f"must be a whole number from {least} to {most}")
        if self.log_level not in _LOG_LEVELS:
            raise _refuse("log_level", "must be debug, info, warning or error")
        if self.log_format not in {"text", "json"}:
            raise _refuse("log_format", "must be text or json")
        if self.secret_key and len(self.secret_key) < SECRET_KEY_LENGTH:
            raise _refuse("secret_key", "must have at least 32 characters")
        self._settle("data_dir", self.data_dir.expanduser().absolute())
        self._settle("courses_dir", _settle_courses_dir(self.courses_dir))
        self._settle("site_url", _settle_site_url(self))
        self._settle("database_url", _settle_database_url(self))
        self._settle("mail", _settle_mail(self))
        self._settle("mail_from", _settle_mail_from(self))
        if self.demo and not self.is_local:
            raise SettingsError(
                _variable("demo"),
                "The demo organisation has known passwords, so it only runs on this "
                "machine alone: leave out ELEARN_HOST, ELEARN_SITE_URL and "
                "ELEARN_TRUSTED_PROXIES, or set ELEARN_DEMO=no.",
            )

    def _settle(self, name: str, value: object) -> None:
        # Frozen for everybody else; here what follows from other settings is filled in.
        object.__setattr__(self, name, value)

    @property
    def post_office(self) -> PostOffice | None:
        """Where mail is handed over; None while no mail is set up."""
        return read_post_office(self.mail) if self.mail else None

    @property
    def is_https(self) -> bool:
        return self.site_url.startswith("https://")

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach elearn."""
        site_host = urlsplit(self.site_url).hostname or ""
        return (
            _is_loopback(self.host)
            and _is_loopback(site_host)
            and not self.trusted_proxies
        )


@dataclass(frozen=True, kw_only=True)
class SettingDescription:
    variable: str
    meaning: str
    standard: str
    value: str
    is_secret: bool


def load_settings(environ: Mapping[str, str] = os.environ, **given: object) -> Settings:
    """Read the settings from *environ*; those in *given* count before it."""
    values: dict[str, object] = {}
    for variable, text in _read_variables(environ).items():
        name = variable.removeprefix(_PREFIX).lower()
        values[name] = _parse(name, _TYPES[name], text)
    values.update((name, value) for name, value in given.items() if value is not None)
    return Settings(**values)  # type: ignore[arg-type]


def describe_settings(settings: Settings) -> list[SettingDescription]:
    """Tell every setting with its meaning and value; secrets stay unsaid."""
    return [
        SettingDescription(
            variable=_variable(name),
            meaning=told.meaning,
            standard=told.standard,
            value=_show(name, getattr(settings, name)),
            is_secret=name in _SECRETS,
        )
        for name, told in _TOLD.items()
    ]


_TYPES = {setting.name: get_args(setting.type)[0] for setting in fields(Settings)}
_TOLD: dict[str, _Told] = {
    setting.name: get_args(setting.type)[1] for setting in fields(Settings)
}
_SECRETS = {setting.name for setting in fields(Settings) if not setting.repr}


def _variable(name: str) -> str:
    return _PREFIX + name.upper()


def _refuse(name: str, what: str) -> SettingsError:
    return SettingsError(_variable(name), f"{_variable(name)} {what}.")


def _read_variables(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the settings that *environ* holds, secrets from their files included."""
    known = {_variable(name) for name in _TYPES}
    files = {_variable(name) + _FILE for name in _SECRETS}
    found: dict[str, str] = {}
    for variable, text in environ.items():
        if not variable.startswith(_PREFIX) or not text.strip():
            continue
        if variable in files:
            target = variable.removesuffix(_FILE)
            if environ.get(target, "").strip():
                raise SettingsError(
                    target, f"Set {target} or {variable}, one of the two."
                )
            found[target] = _read_secret(variable, Path(text.strip()))
        elif variable in known:
            found[variable] = text.strip()
        else:
            raise _refuse_unknown(variable, known | files)
    return found


def _refuse_unknown(variable: str, known: set[str]) -> SettingsError:
    names = {name.removeprefix(_PREFIX) for name in known}
    close = get_close_matches(variable.removeprefix(_PREFIX), sorted(names), n=1)
    hint = f"Did you mean {_PREFIX}{close[0]}? " if close else ""
    return SettingsError(
        variable,
        f"{variable} is not a setting. {hint}`elearn config` lists them all.",
    )


def _read_secret(variable: str, path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            variable, f"{variable} names {path}, and that file cannot be read."
        ) from error
    if not text:
        raise SettingsError(variable, f"{variable} names {path}, which is empty.")
    return text


def _parse(name: str, kind: object, text: str) -> object:
    if kind is int:
        try:
            return int(text)
        except ValueError:
            raise _refuse(name, f"must be a whole number, not {text!r}") from None
    if kind is bool:
        if text.lower() not in _SWITCH:
            raise _refuse(name, f"must be yes or no, not {text!r}")
        return _SWITCH[text.lower()]
    return text if kind is str else Path(text)


def _show(name: str, value: object) -> str:
    if name == "secret_key":
        return "given" if value else "in its file"
    if name in {"database_url", "mail"}:
        return _hide_password(urlsplit(str(value)))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _hide_password(url: SplitResult) -> str:
    if not url.password:
        return url.geturl()
    account, _, place = url.netloc.rpartition("@")
    return url._replace(netloc=f"{account.split(':')[0]}:…@{place}").geturl()


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _settle_courses_dir(folder: Path | None) -> Path:
    if folder is None:
        return find_bundled("courses")
    folder = folder.expanduser().absolute()
    if not folder.is_dir():
        raise _refuse("courses_dir", f"names {folder}, and there is no such folder")
    return folder


def _settle_site_url(settings: Settings) -> str:
    if settings.site_url:
        return _check_site_url(settings.site_url)
    if not _is_loopback(settings.host):
        raise _refuse(
            "site_url",
            "is needed as soon as ELEARN_HOST is more than this machine: give the "
            "address people type, such as https://learn.example.org",
        )
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def _check_site_url(text: str) -> str:
    wrong = _refuse(
        "site_url",
        "must be an address without a path, such as https://learn.example.org, "
        f"not {text!r}",
    )
    try:
        url = urlsplit(text)
        _ = url.port
    except ValueError:
        raise wrong from None
    extra = url.path.strip("/") or url.query or url.fragment or "@" in url.netloc
    if url.scheme not in {"http", "https"} or not url.hostname or extra:
        raise wrong
    return f"{url.scheme}://{url.netloc.lower()}"


def _settle_database_url(settings: Settings) -> str:
    url = settings.database_url
    if not url:
        return f"sqlite:///{(settings.data_dir / 'elearn.sqlite3').as_posix()}"
    if url.startswith(("postgresql://", "postgresql+psycopg://")):
        return url
    scheme, _, rest = url.partition(":///")
    path, mark, options = rest.partition("?")
    if scheme != "sqlite" or not path or path.startswith(":memory:"):
        raise _refuse(
            "database_url",
            "must be sqlite:///FILE or postgresql://NAME:PASSWORD@HOST/DATABASE",
        )
    return f"sqlite:///{Path(path).absolute().as_posix()}{mark}{options}"


def _settle_mail(settings: Settings) -> str:
    # The demo shows its mail, and writes to nobody.
    folder = settings.data_dir / "mail" if settings.demo else None
    try:
        return settle_mail(settings.mail, folder)
    except ValueError as wrong:
        raise _refuse("mail", str(wrong)) from None


def _settle_mail_from(settings: Settings) -> str:
    try:
        return settle_mail_from(settings.mail_from, settings.post_office)
    except ValueError as wrong:
        raise _refuse("mail_from", str(wrong)) from None
