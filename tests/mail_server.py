"""A real mail server on this machine, which can also be in a bad mood."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ACCEPTED = "250 OK"
HANG_UP = "hang up"


@dataclass
class MailServer:
    """Takes what it is given, and answers as `rcpt` and `data` say.

    `data` may be a function that is called once the whole message is there.
    """

    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    rcpt: dict[str, str] = field(default_factory=dict)
    data: str | Callable[[], str] = ACCEPTED

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str,
        options: list[str],
    ) -> str:  # fmt: skip
        answer = self.rcpt.get(address, ACCEPTED)
        if answer == ACCEPTED:
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        message = message_from_bytes(content, policy=default)
        assert isinstance(message, EmailMessage)
        answer = self.data if isinstance(self.data, str) else self.data()
        if answer.startswith("25"):
            self.messages.append(message)
        if answer == HANG_UP:
            # Taken, but nobody is told.
            self.messages.append(message)
            server.transport.abort()
        return answer

    def recipients(self) -> list[str]:
        return [message["To"].addresses[0].addr_spec for message in self.messages]


def find_free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as trial:
        return int(trial.getsockname()[1])


@contextmanager
def serving(mail_server: MailServer, **options: object) -> Iterator[MailServer]:
    controller = Controller(
        mail_server, hostname="127.0.0.1", port=mail_server.port, **options
    )
    controller.start()
    try:
        yield mail_server
    finally:
        controller.stop()


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with serving(MailServer(find_free_port())) as server:
        yield server
