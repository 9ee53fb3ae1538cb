"""Sending: each message once, whatever the mail server and the processes do."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import SystemRandom

import pytest
from sqlalchemy import select, update

from elearn.domain.messages import SENDING_LASTS
from elearn.post_office import MailServer as Office
from elearn.post_office import PostOffice
from elearn.services.mailing import queue_message
from elearn.services.moment import Moment
from elearn.services.sending import Sender, send_waiting
from elearn.store.tables import Message, Person
from tests.mail_server import HANG_UP, MailServer, find_free_port, serving
from tests.rosewood import NOW, Rosewood

SITE = "https://learn.example.org"
SECRET = f"{SITE}/invitations/a-secret"


@dataclass
class Outbox:
    """An invitation each for Lena and Otto, sent by a test's own clock."""

    rosewood: Rosewood
    port: int

    def queue(self, key: str, person_id: int) -> None:
        expires = NOW + timedelta(days=7)
        with self.rosewood.database.writing() as session:
            queue_message(
                session, self.rosewood.moment(), person_id, "invitation",
                key=key, link=SECRET, expires=expires,
            )  # fmt: skip

    def send(self, office: PostOffice | None = None, **later: float) -> int:
        return self.send_by(
            office or Office("127.0.0.1", self.port, tls=False), **later
        )

    def send_by(self, office: PostOffice | None, **later: float) -> int:
        now = NOW + timedelta(**later)
        return send_waiting(
            self.rosewood.database,
            Sender(office, "learning@example.org"),
            lambda: Moment(now, SystemRandom(), SITE),
        )

    def row(self, key: str = "lena") -> Message:
        query = select(Message).where(Message.key == key)
        return self.rosewood.database.read(lambda s: s.scalars(query).one())

    def change(self, key: str = "lena", **columns: object) -> None:
        with self.rosewood.database.writing() as session:
            session.execute(update(Message).where(Message.key == key).values(**columns))

    def change_lena(self, **columns: object) -> None:
        with self.rosewood.database.writing() as session:
            session.execute(
                update(Person).where(Person.id == self.rosewood.lena).values(**columns)
            )


@pytest.fixture
def outbox(rosewood: Rosewood, mail_server: MailServer) -> Outbox:
    with rosewood.database.writing() as session:
        for person in session.scalars(select(Person)):
            person.email = f"{person.sign_in_name}@example.org"
    outbox = Outbox(rosewood, mail_server.port)
    outbox.queue("lena", rosewood.lena)
    outbox.queue("otto", rosewood.otto)
    return outbox


def test_a_message_arrives_whole_and_once(
    outbox: Outbox, mail_server: MailServer
) -> None:
    assert outbox.send() == 2
    assert outbox.send(minutes=20) == 0
    mail = mail_server.messages[0]
    assert mail["From"] == "Rosewood Care <learning@example.org>"
    assert mail["To"] == "Lena Kowalska <lena@example.org>"
    assert mail["Subject"] == "Your account at Rosewood Care is ready"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].endswith("@example.org>")
    assert mail["Date"].datetime == NOW
    plain, html = mail.iter_parts()
    assert plain.get_content_type() == "text/plain"
    assert SECRET in plain.get_content()
    assert html.get_content_type() == "text/html"
    assert SECRET in html.get_content()
    assert outbox.row().state == "sent"


def test_what_was_sent_keeps_no_secret(outbox: Outbox) -> None:
    assert outbox.row().facts["link"] == SECRET
    outbox.send()
    assert outbox.row().facts == {}
    assert outbox.row().ended_at == NOW


def test_a_refused_address_fails_and_the_next_is_sent(
    outbox: Outbox, mail_server: MailServer
) -> None:
    mail_server.rcpt["lena@example.org"] = "550 5.1.1 no such mailbox"
    assert outbox.send() == 1
    assert outbox.row().state == "failed"
    assert "refused the address: 550 5.1.1 no such mailbox" in outbox.row().reason
    assert mail_server.recipients() == ["otto@example.org"]
    assert outbox.send(days=1) == 0


def test_a_full_mailbox_is_tried_again_later(
    outbox: Outbox, mail_server: MailServer
) -> None:
    mail_server.rcpt["lena@example.org"] = "452 4.2.2 mailbox full"
    assert outbox.send() == 1
    lena = outbox.row()
    assert (lena.state, lena.tries) == ("waiting", 1)
    assert lena.next_try_at == NOW + timedelta(minutes=1)
    assert "mailbox full" in lena.reason
    mail_server.rcpt.clear()
    assert outbox.send(seconds=59) == 0
    assert outbox.send(seconds=60) == 1


def test_a_message_the_server_refuses_whole_fails(
    outbox: Outbox, mail_server: MailServer
) -> None:
    mail_server.data = "554 5.6.0 looks like spam"
    assert outbox.send() == 0
    assert outbox.row().state == "failed"
    assert "refused the message" in outbox.row().reason


def test_a_server_that_is_away_delays_and_loses_none(outbox: Outbox) -> None:
    port = find_free_port()
    away = Office("127.0.0.1", port, tls=False)
    waits = []
    minutes = 0.0
    for _ in range(9):
        assert outbox.send(away, minutes=minutes) == 0
        wait = outbox.row().next_try_at - (NOW + timedelta(minutes=minutes))
        waits.append(wait.total_seconds() / 60)
        assert outbox.row("otto").next_try_at == outbox.row().next_try_at
        minutes += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    assert "does not answer" in outbox.row().reason
    with serving(MailServer(port)) as back:
        assert outbox.send(away, minutes=minutes) == 2
        assert sorted(back.recipients()) == ["lena@example.org", "otto@example.org"]
    assert outbox.row().state == "sent"


def test_a_connection_that_breaks_in_the_message_leaves_a_doubt(
    outbox: Outbox, mail_server: MailServer
) -> None:
    mail_server.data = HANG_UP
    assert outbox.send() == 0
    assert outbox.row().state == "doubtful"
    assert outbox.row("otto").state == "waiting"
    mail_server.data = "250 OK"
    assert outbox.send(days=1) == 1
    assert mail_server.recipients() == ["lena@example.org", "otto@example.org"]


def test_a_claim_that_nobody_noted_becomes_doubtful(
    outbox: Outbox, mail_server: MailServer
) -> None:
    outbox.change(state="sending", claim="c", claimed_at=NOW)
    outbox.send(seconds=SENDING_LASTS.total_seconds() - 1)
    assert outbox.row().state == "sending"
    outbox.send(seconds=SENDING_LASTS.total_seconds())
    assert outbox.row().state == "doubtful"
    outbox.send(days=1)
    assert mail_server.recipients() == ["otto@example.org"]


def test_two_senders_at_once_send_each_message_once(
    outbox: Outbox, mail_server: MailServer
) -> None:
    for number in range(20):
        outbox.queue(f"more:{number}", outbox.rosewood.otto)
    sent = outbox.rosewood.race(outbox.send, 3)
    assert sum(sent) == 22
    ids = [message["Message-ID"] for message in mail_server.messages]
    assert len(ids) == len(set(ids)) == 22


@pytest.mark.parametrize(
    ("columns", "reason"),
    [
        ({"active": False}, "The account was closed."),
        ({"email": None}, "There is no e-mail address any more."),
    ],
)
def test_what_became_needless_is_dropped(
    outbox: Outbox, columns: dict[str, object], reason: str
) -> None:
    outbox.change_lena(**columns)
    assert outbox.send() == 1
    lena = outbox.row()
    assert (lena.state, lena.reason, lena.facts) == ("dropped", reason, {})


@pytest.mark.parametrize("email", ["no address", "zoë@example.org", "a@b@example.org"])
def test_an_address_that_cannot_be_fails(outbox: Outbox, email: str) -> None:
    outbox.change_lena(email=email)
    assert outbox.send() == 1
    assert outbox.row().state == "failed"
    assert outbox.row().reason == "The e-mail address cannot be right."


def test_a_name_begins_no_header(outbox: Outbox, mail_server: MailServer) -> None:
    outbox.change_lena(name='Łena\r\nBcc: all@example.org, "x')
    assert outbox.send() == 2
    mail = mail_server.messages[0]
    assert mail["Bcc"] is None
    assert mail["To"].addresses[0].addr_spec == "lena@example.org"
    assert mail["To"].addresses[0].display_name.startswith("Łena Bcc:")


def test_without_a_mail_server_messages_wait_and_are_given_up_in_time(
    outbox: Outbox,
) -> None:
    assert outbox.send_by(None) == 0
    assert outbox.row().state == "waiting"
    outbox.send_by(None, days=7)
    lena = outbox.row()
    assert (lena.state, lena.facts) == ("failed", {})
    assert lena.reason.startswith("It could not be sent while it was of use.")


def test_what_failed_forgets_its_link_when_that_runs_out(
    outbox: Outbox, mail_server: MailServer
) -> None:
    mail_server.rcpt["lena@example.org"] = "550 no"
    outbox.send()
    assert outbox.row().facts["link"] == SECRET
    outbox.send(days=7)
    assert outbox.row().facts == {}
    assert "550 no" in outbox.row().reason


def test_a_message_that_cannot_be_written_holds_up_no_other(
    outbox: Outbox, caplog: pytest.LogCaptureFixture
) -> None:
    outbox.change(facts={})
    assert outbox.send() == 1
    assert outbox.row().state == "failed"
    assert "'link' is undefined" in caplog.text


def test_a_folder_gets_files_that_mail_programs_open(
    outbox: Outbox, tmp_path: Path
) -> None:
    folder = tmp_path / "out" / "mail"
    assert outbox.send(folder) == 2
    files = sorted(folder.iterdir())
    assert [path.suffix for path in files] == [".eml", ".eml"]
    assert b"To: Lena Kowalska <lena@example.org>" in files[0].read_bytes()


def test_a_folder_that_cannot_be_written_delays(outbox: Outbox, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert outbox.send(tmp_path / "file" / "mail") == 0
    assert outbox.row().state == "waiting"
    assert "mail folder cannot be made" in outbox.row().reason


def test_a_password_is_never_sent_in_the_open(
    outbox: Outbox, mail_server: MailServer
) -> None:
    open_server = Office("127.0.0.1", mail_server.port, False, "elearn", "pw")
    assert outbox.send(open_server) == 0
    assert "offers no encryption" in outbox.row().reason
