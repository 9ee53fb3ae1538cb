"""Settings are read once, and a wrong one is refused in one plain sentence."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from pathlib import Path

import pytest

from elearn.config import (
    SettingDescription,
    Settings,
    SettingsError,
    describe_settings,
    load_settings,
)
from elearn.post_office import MailServer, PostOffice
from elearn.resources import find_bundled
from elearn.secret_key import load_secret_key

DOCUMENT = Path(__file__).parent.parent / "docs" / "settings.md"
SITE = {"ELEARN_SITE_URL": "https://learn.example.org"}


def refusal_of(environ: dict[str, str], **given: object) -> str:
    with pytest.raises(SettingsError) as refusal:
        load_settings(environ, **given)
    return refusal.value.sentence


def test_without_variables_everything_stays_on_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings({})
    assert settings.site_url == "http://127.0.0.1:8000"
    assert settings.data_dir == tmp_path / "instance"
    assert settings.database_url == f"sqlite:///{tmp_path}/instance/elearn.sqlite3"
    assert settings.courses_dir == find_bundled("courses")
    assert settings.is_local
    assert not settings.demo
    assert list(tmp_path.iterdir()) == []


def test_every_setting_can_be_given(tmp_path: Path) -> None:
    settings = load_settings(
        {
            "ELEARN_SITE_URL": "https://Learn.example.org/",
            "ELEARN_HOST": "0.0.0.0",  # noqa: S104 - a text to be read
            "ELEARN_PORT": "9000",
            "ELEARN_DATABASE_URL": "postgresql://elearn:pw@db/elearn",
            "ELEARN_DATA_DIR": str(tmp_path / "data"),
            "ELEARN_COURSES_DIR": str(tmp_path),
            "ELEARN_SECRET_KEY": "k" * 32,
            "ELEARN_MAIL": "smtp://elearn:pw@mail.example.org",
            "ELEARN_MAIL_FROM": "learning@example.org",
            "ELEARN_WORKERS": "4",
            "ELEARN_THREADS": "1",
            "ELEARN_TRUSTED_PROXIES": "1",
            "ELEARN_LOG_LEVEL": "warning",
            "ELEARN_LOG_FORMAT": "json",
            "ELEARN_METRICS_PORT": "9100",
            "ELEARN_DEMO": "no",
            "PATH": "/bin",
        }
    )
    assert settings == Settings(
        site_url="https://learn.example.org",
        host="0.0.0.0",  # noqa: S104 - a text to be read
        port=9000,
        database_url="postgresql://elearn:pw@db/elearn",
        data_dir=tmp_path / "data",
        courses_dir=tmp_path,
        secret_key="k" * 32,
        mail="smtp://elearn:pw@mail.example.org",
        mail_from="learning@example.org",
        workers=4,
        threads=1,
        trusted_proxies=1,
        log_level="warning",
        log_format="json",
        metrics_port=9100,
        demo=False,
    )
    assert settings.is_https
    assert not settings.is_local


def test_the_site_follows_the_port_of_the_command_line() -> None:
    settings = load_settings({"ELEARN_PORT": "9000"}, port=9100, host=None)
    assert settings.site_url == "http://127.0.0.1:9100"


def test_an_ipv6_address_is_written_as_browsers_want_it() -> None:
    assert load_settings({"ELEARN_HOST": "::1"}).site_url == "http://[::1]:8000"


def test_an_empty_variable_counts_as_left_out() -> None:
    assert load_settings({"ELEARN_PORT": " ", "ELEARN_SECRET_KEY": ""}).port == 8000


def test_a_sqlite_file_is_found_from_every_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings({"ELEARN_DATABASE_URL": "sqlite:///records.db?timeout=5"})
    assert settings.database_url == f"sqlite:///{tmp_path}/records.db?timeout=5"


@pytest.mark.parametrize(
    ("variable", "text", "sentence"),
    [
        ("PORT", "80a", "ELEARN_PORT must be a whole number, not '80a'."),
        ("PORT", "0", "ELEARN_PORT must be a whole number from 1 to 65535."),
        ("WORKERS", "-1", "ELEARN_WORKERS must be a whole number from 0 to 64."),
        ("THREADS", "0", "ELEARN_THREADS must be a whole number from 1 to 16."),
        (
            "TRUSTED_PROXIES",
            "10.0.0.1",
            "ELEARN_TRUSTED_PROXIES must be a whole number, not '10.0.0.1'.",
        ),
        (
            "LOG_LEVEL",
            "verbose",
            "ELEARN_LOG_LEVEL must be debug, info, warning or error.",
        ),
        ("LOG_FORMAT", "xml", "ELEARN_LOG_FORMAT must be text or json."),
        ("DEMO", "perhaps", "ELEARN_DEMO must be yes or no, not 'perhaps'."),
        (
            "SECRET_KEY",
            "short",
            "ELEARN_SECRET_KEY must have at least 32 characters.",
        ),
        (
            "MAIL_FROM",
            "Rosewood <learning@example.org>",
            "ELEARN_MAIL_FROM must be an e-mail address alone, such as "
            "learning@example.org, not 'Rosewood <learning@example.org>'.",
        ),
        (
            "MAIL",
            "smtp://mail.example.org",
            "ELEARN_MAIL_FROM is needed as soon as ELEARN_MAIL is a server: give the "
            "address mail comes from, such as learning@example.org.",
        ),
        (
            "COURSES_DIR",
            "/no/such/folder",
            "ELEARN_COURSES_DIR names /no/such/folder, and there is no such folder.",
        ),
        (
            "HOST",
            "0.0.0.0",  # noqa: S104 - a text to be read
            "ELEARN_SITE_URL is needed as soon as ELEARN_HOST is more than this "
            "machine: give the address people type, such as "
            "https://learn.example.org.",
        ),
        (
            "PROT",
            "80",
            "ELEARN_PROT is not a setting. Did you mean ELEARN_PORT? "
            "`elearn config` lists them all.",
        ),
        (
            "XYZ",
            "80",
            "ELEARN_XYZ is not a setting. `elearn config` lists them all.",
        ),
        (
            "PORT_FILE",
            "/etc/port",
            "ELEARN_PORT_FILE is not a setting. Did you mean ELEARN_PORT? "
            "`elearn config` lists them all.",
        ),
    ],
)
def test_a_wrong_value_is_refused(variable: str, text: str, sentence: str) -> None:
    assert refusal_of({f"ELEARN_{variable}": text}) == sentence


@pytest.mark.parametrize(
    "url",
    [
        "learn.example.org",
        "ftp://learn.example.org",
        "https://",
        "https://learn.example.org/path",
        "https://learn.example.org/?q=1",
        "https://somebody@learn.example.org",
        "https://learn.example.org:port",
        "https://[learn",
    ],
)
def test_a_site_is_a_bare_address(url: str) -> None:
    assert refusal_of({"ELEARN_SITE_URL": url}) == (
        "ELEARN_SITE_URL must be an address without a path, such as "
        f"https://learn.example.org, not {url!r}."
    )


@pytest.mark.parametrize(
    "url",
    [
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "postgres://elearn@db/elearn",
        "mysql://elearn@db/elearn",
        "elearn.sqlite3",
    ],
)
def test_a_database_is_a_file_or_postgresql(url: str) -> None:
    assert refusal_of({"ELEARN_DATABASE_URL": url}) == (
        "ELEARN_DATABASE_URL must be sqlite:///FILE or "
        "postgresql://NAME:PASSWORD@HOST/DATABASE."
    )


@pytest.mark.parametrize(
    "environ",
    [
        {"ELEARN_HOST": "192.0.2.7", **SITE},
        SITE,
        {"ELEARN_HOST": "0.0.0.0", "ELEARN_SITE_URL": "http://127.0.0.1"},  # noqa: S104 - a text to be read
        {"ELEARN_TRUSTED_PROXIES": "1"},
    ],
)
def test_known_passwords_never_leave_this_machine(environ: dict[str, str]) -> None:
    assert load_settings(environ)
    sentence = refusal_of(environ, demo=True)
    assert sentence.startswith("The demo organisation has known passwords")
    assert refusal_of({**environ, "ELEARN_DEMO": "yes"}) == sentence


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.0.1", "::1", "localhost"])
def test_the_demo_runs_on_this_machine(host: str) -> None:
    assert load_settings({"ELEARN_HOST": host}, demo=True).is_local


@pytest.mark.parametrize(
    ("text", "office"),
    [
        ("smtp://mail.example.org", MailServer("mail.example.org", 587, tls=False)),
        ("smtp://127.0.0.1:25", MailServer("127.0.0.1", 25, tls=False)),
        (
            "smtps://a%40b.org:p%2Fw@mail.example.org",
            MailServer("mail.example.org", 465, True, "a@b.org", "p/w"),
        ),
        ("file:///var/mail%20box", Path("/var/mail box")),
        ("/var/mailbox", Path("/var/mailbox")),
    ],
)
def test_mail_goes_to_a_server_or_a_folder(text: str, office: PostOffice) -> None:
    given = {"ELEARN_MAIL": text, "ELEARN_MAIL_FROM": "learning@example.org"}
    assert load_settings(given).post_office == office


@pytest.mark.parametrize(
    "text",
    [
        "mail.example.org",
        "smtp://",
        "smtp://elearn@mail.example.org",
        "smtp://elearn:p/w@mail.example.org",
        "smtp://mail.example.org:none",
        "http://mail.example.org",
        "mailbox",
    ],
)
def test_mail_to_nowhere_is_refused(text: str) -> None:
    assert refusal_of({"ELEARN_MAIL": text}).startswith("ELEARN_MAIL must be smtp://")


def test_the_demo_writes_its_mail_to_a_folder_and_to_nobody(tmp_path: Path) -> None:
    settings = load_settings({}, demo=True, data_dir=tmp_path)
    assert settings.post_office == tmp_path / "mail"
    server = {"ELEARN_MAIL": "smtp://m", "ELEARN_MAIL_FROM": "learning@example.org"}
    assert "writes to nobody" in refusal_of(server, demo=True)


def test_a_secret_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "url"
    path.write_text("postgresql://elearn:pw@db/elearn\n")
    settings = load_settings({"ELEARN_DATABASE_URL_FILE": str(path)})
    assert settings.database_url == "postgresql://elearn:pw@db/elearn"


def test_a_secret_has_one_source(tmp_path: Path) -> None:
    environ = {"ELEARN_SECRET_KEY": "k" * 32, "ELEARN_SECRET_KEY_FILE": str(tmp_path)}
    assert refusal_of(environ) == (
        "Set ELEARN_SECRET_KEY or ELEARN_SECRET_KEY_FILE, one of the two."
    )


def test_a_secret_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "key"
    environ = {"ELEARN_SECRET_KEY_FILE": str(path)}
    assert refusal_of(environ) == (
        f"ELEARN_SECRET_KEY_FILE names {path}, and that file cannot be read."
    )
    path.write_text("\n")
    assert refusal_of(environ) == (
        f"ELEARN_SECRET_KEY_FILE names {path}, which is empty."
    )


def test_the_first_start_makes_a_key_that_only_its_owner_can_read(
    tmp_path: Path,
) -> None:
    settings = load_settings({}, data_dir=tmp_path / "instance")
    key = load_secret_key(settings)
    path = tmp_path / "instance" / "secret-key"
    assert len(key) >= 32
    assert load_secret_key(settings) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_processes_that_start_together_agree_on_the_key(tmp_path: Path) -> None:
    settings = load_settings({}, data_dir=tmp_path)
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: load_secret_key(settings), range(50)))
    assert len(keys) == 1


def test_a_given_key_leaves_the_folder_alone(tmp_path: Path) -> None:
    settings = load_settings({}, data_dir=tmp_path, secret_key="k" * 32)
    assert load_secret_key(settings) == "k" * 32
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_key_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("")
    with pytest.raises(SettingsError) as refusal:
        load_secret_key(load_settings({}, data_dir=tmp_path))
    assert refusal.value.sentence.startswith(
        f"The file {tmp_path / 'secret-key'} is damaged."
    )


def test_a_data_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError) as refusal:
        load_secret_key(load_settings({}, data_dir=tmp_path / "file" / "instance"))
    assert "ELEARN_DATA_DIR=/path/to/folder" in refusal.value.sentence


def test_secrets_are_never_told() -> None:
    settings = load_settings(
        {
            "ELEARN_DATABASE_URL": "postgresql://elearn:hush@db:5432/elearn",
            "ELEARN_SECRET_KEY": "hush" * 8,
            "ELEARN_MAIL": "smtps://elearn:hush@mail",
            "ELEARN_MAIL_FROM": "learning@example.org",
        }
    )
    told = {line.variable: line.value for line in describe_settings(settings)}
    assert told["ELEARN_DATABASE_URL"] == "postgresql://elearn:…@db:5432/elearn"
    assert told["ELEARN_SECRET_KEY"] == "given"
    assert told["ELEARN_MAIL"] == "smtps://elearn:…@mail"
    assert "hush" not in repr(settings)


def test_every_setting_is_told_with_its_meaning() -> None:
    lines = describe_settings(load_settings({}))
    assert {line.variable for line in lines} == {
        f"ELEARN_{setting.name.upper()}" for setting in fields(Settings)
    }
    assert all(line.meaning.endswith(".") and line.standard for line in lines)


@pytest.mark.parametrize(
    "setting",
    describe_settings(load_settings({})),
    ids=lambda told: told.variable,
)
def test_every_setting_is_in_the_document(setting: SettingDescription) -> None:
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    row = next((line for line in lines if f"`{setting.variable}`" in line), "")
    assert setting.meaning in row
    assert setting.standard in row
    assert (f"`{setting.variable}_FILE`" in row) == setting.is_secret
