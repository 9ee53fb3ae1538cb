"""Where mail is handed over, as the setting ELEARN_MAIL says it."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

_PORTS = {"smtp": 587, "smtps": 465}
_ADDRESS = re.compile(r"[^\s@<>,;:\"()\[\]\\]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class MailServer:
    """A server that speaks SMTP; `tls` from the first word, otherwise STARTTLS."""

    host: str
    port: int
    tls: bool
    name: str = ""
    password: str = field(default="", repr=False)


PostOffice = MailServer | Path
"""A mail server, or a folder into which every message is written as a file."""


def read_post_office(text: str) -> PostOffice:
    """Read smtp://NAME:PASSWORD@HOST:PORT, smtps://… or a folder. Raise ValueError."""
    url = urlsplit(text)
    if url.scheme in _PORTS:
        return _read_server(url)
    if url.scheme == "file" and url.path and url.hostname in (None, "localhost"):
        # It brings a whole web client, which a start without a folder does not need.
        from urllib.request import url2pathname  # noqa: PLC0415

        return Path(url2pathname(url.path))
    if "://" not in text and Path(text).expanduser().is_absolute():
        return Path(text).expanduser()
    raise ValueError(text)


def settle_mail(text: str, only_folder: Path | None) -> str:
    """Check the setting; where only a folder may be, that is the standard.

    Raise ValueError with what is wrong.
    """
    if not text:
        return only_folder.as_uri() if only_folder else ""
    try:
        office = read_post_office(text)
    except ValueError:
        raise ValueError(
            "must be smtp://NAME:PASSWORD@HOST:587, smtps://NAME:PASSWORD@HOST:465 or "
            "file:///FOLDER; write signs such as @ or / in a password as %40 or %2F"
        ) from None
    if isinstance(office, MailServer) and only_folder:
        raise ValueError(
            "must be a folder or left out in the demo, which writes to nobody"
        )
    return text


def settle_mail_from(address: str, office: PostOffice | None) -> str:
    """Check the address mail comes from; a folder needs none. Raise ValueError."""
    if address and not _ADDRESS.fullmatch(address):
        raise ValueError(
            "must be an e-mail address alone, such as learning@example.org, "
            f"not {address!r}"
        )
    if not address and isinstance(office, MailServer):
        raise ValueError(
            "is needed as soon as ELEARN_MAIL is a server: give the address mail comes "
            "from, such as learning@example.org"
        )
    return address or "elearn@localhost"


def _read_server(url: SplitResult) -> MailServer:
    extra = url.path.strip("/") or url.query or url.fragment
    if not url.hostname or extra or bool(url.username) != bool(url.password):
        raise ValueError(url.geturl())
    return MailServer(
        host=url.hostname,
        port=url.port or _PORTS[url.scheme],
        tls=url.scheme == "smtps",
        # Passwords hold signs that an address can only hold as %40.
        name=unquote(url.username or ""),
        password=unquote(url.password or ""),
    )
