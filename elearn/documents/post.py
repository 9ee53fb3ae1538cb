"""Hand messages over to a mail server, or to a folder, and tell how that went."""

import os
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Protocol

from elearn.documents.mail import WrittenMessage
from elearn.post_office import MailServer, PostOffice

_SECONDS_TO_ANSWER = 30
_LONGEST_REASON = 300


class PostAway(Exception):
    """Nothing can be handed over at the moment; the sentence says why."""


class Delayed(Exception):
    """This message was not taken now, and may be later."""


class Refused(Exception):
    """This message was not taken, and will not be."""


class Doubtful(Exception):
    """The connection broke when the message was on its way: it may have arrived."""


class Post(Protocol):
    """An open way to hand messages over."""

    def hand_over(self, message: EmailMessage) -> None:
        """Return once the message is taken.

        Raise Delayed, Refused or Doubtful, or PostAway where the next message would
        fare the same.
        """


def make_mail(
    written: WrittenMessage,
    *,
    message_id: str,
    sender: tuple[str, str],
    recipient: tuple[str, str],
    at: datetime,
) -> EmailMessage:
    """Make the mail itself; sender and recipient are names with addresses.

    Raise Refused for an address that no mail can be sent to.
    """
    mail = EmailMessage(policy=SMTP)
    try:
        mail["From"] = _address(*sender)
        mail["To"] = _address(*recipient)
    except (MessageError, ValueError) as error:
        raise Refused("The e-mail address cannot be right.") from error
    mail["Subject"] = written.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id
    # So that absence notes do not answer (RFC 3834).
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(written.text)
    mail.add_alternative(written.html, subtype="html")
    return mail


@contextmanager
def open_post(office: PostOffice) -> Iterator[Post]:
    """Open the way to a server or folder. Raise PostAway if it does not open."""
    if isinstance(office, Path):
        yield _open_folder(office)
        return
    server = _connect(office)
    try:
        yield _ServerPost(server)
    finally:
        _part(server)


def _address(name: str, address: str) -> Address:
    # Names are typed by people: a line break in one must not begin a header.
    return Address(" ".join(name.split()), addr_spec=address)


class _FolderPost:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hand_over(self, message: EmailMessage) -> None:
        name = message["Message-ID"].strip("<>").partition("@")[0]
        path = self._folder / f"{name}.eml"
        # Under another name first, so that nobody reads half a message.
        draft = path.with_suffix(".part")
        try:
            draft.write_bytes(message.as_bytes())
            os.replace(draft, path)
        except OSError as error:
            raise Delayed(f"The folder cannot be written: {error.strerror}.") from error


def _open_folder(folder: Path) -> Post:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise PostAway(f"The mail folder cannot be made: {error.strerror}.") from error
    return _FolderPost(folder)


class _ServerPost:
    def __init__(self, server: smtplib.SMTP) -> None:
        self._server = server

    def hand_over(self, message: EmailMessage) -> None:
        sender, recipient = (message[name].addresses[0] for name in ("From", "To"))
        body = _encode(message)
        try:
            self._answer("MAIL", *self._server.mail(sender.addr_spec))
            self._answer("RCPT", *self._server.rcpt(recipient.addr_spec))
        except (OSError, smtplib.SMTPException) as error:
            # Nothing of the message has left yet.
            raise PostAway(f"The mail server went away: {_say(error)}") from error
        except UnicodeEncodeError as error:
            raise Refused("The e-mail address cannot be right.") from error
        self._send(body)

    def _send(self, body: bytes) -> None:
        try:
            code, words = self._server.data(body)
        except smtplib.SMTPDataError as error:
            self._answer("DATA", error.smtp_code, _to_bytes(error.smtp_error))
            raise Delayed(_say(error)) from error
        except (OSError, smtplib.SMTPException) as error:
            raise Doubtful(
                f"The mail server went away in the middle: {_say(error)}"
            ) from error
        self._answer("DATA", code, words)

    def _answer(self, step: str, code: int, words: bytes) -> None:
        """Judge an answer of the server; anything below 300 is a yes."""
        if code < 300:
            return
        said = f"{code} {words.decode(errors='replace')}"
        with suppress(OSError, smtplib.SMTPException):
            self._server.rset()
        # Who may not send at all has a setting to mend: the next message will not
        # fare better, and this one loses nothing by waiting.
        if step == "MAIL":
            raise PostAway(f"The mail server refused the sender: {_short(said)}")
        if code < 500:
            raise Delayed(f"The mail server said “not now”: {_short(said)}")
        whom = "the address" if step == "RCPT" else "the message"
        raise Refused(f"The mail server refused {whom}: {_short(said)}")


def _connect(office: MailServer) -> smtplib.SMTP:
    trust = ssl.create_default_context()
    try:
        server = (
            smtplib.SMTP_SSL(
                office.host, office.port, timeout=_SECONDS_TO_ANSWER, context=trust
            )
            if office.tls
            else smtplib.SMTP(office.host, office.port, timeout=_SECONDS_TO_ANSWER)
        )
    except (OSError, smtplib.SMTPException) as error:
        raise PostAway(f"The mail server does not answer: {_say(error)}") from error
    try:
        _introduce(server, office, trust)
    except (OSError, smtplib.SMTPException) as error:
        _part(server)
        raise PostAway(f"The mail server lets nobody in: {_say(error)}") from error
    except PostAway:
        _part(server)
        raise
    return server


def _introduce(server: smtplib.SMTP, office: MailServer, trust: ssl.SSLContext) -> None:
    server.ehlo_or_helo_if_needed()
    encrypted = office.tls
    if not encrypted and server.has_extn("starttls"):
        server.starttls(context=trust)
        server.ehlo()
        encrypted = True
    if office.name:
        if not encrypted:
            raise PostAway(
                "The mail server offers no encryption, so the password was not sent."
            )
        server.login(office.name, office.password)


def _part(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _encode(message: EmailMessage) -> bytes:
    # Seven bits: a server on the way may not take more.
    return message.as_bytes(policy=message.policy.clone(cte_type="7bit"))


def _say(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        words = _to_bytes(error.smtp_error).decode(errors="replace")
        return _short(f"{error.smtp_code} {words}")
    if isinstance(error, OSError) and error.strerror:
        return _short(error.strerror)
    return _short(str(error) or type(error).__name__)


def _to_bytes(words: bytes | str) -> bytes:
    return words.encode() if isinstance(words, str) else words


def _short(said: str) -> str:
    return " ".join(said.split())[:_LONGEST_REASON]
