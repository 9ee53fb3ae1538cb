"""Queue messages, in the same transaction as what causes them.

`elearn work` sends them (services/sending.py). So a message goes out if and only if
its cause was committed, and a mail server that is away holds nobody up.

To add a kind of message:

1. Describe it in `KINDS` of `domain/messages.py`: the facts it needs, and its cause.
2. Write `templates/mail/<kind>.txt` (subject, words, why) and `<kind>.html` (words);
   those of `assigned` are the shortest to copy. They know the facts, `person_name`,
   `organisation` (name, contact) and `site_url`, and the filters `day` and `moment`.
3. Call `queue_message` in the service that is the cause, with a key that names the
   cause: the same key never sends twice.
4. Give it an example in `tests/documents/test_mail.py`, which renders every kind.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from elearn.domain.messages import KINDS
from elearn.services.moment import Moment
from elearn.store.tables import Message, Person

_AT_ONCE = 500


def queue_message(
    session: Session,
    moment: Moment,
    person_id: int,
    kind: str,
    *,
    key: str,
    **facts: object,
) -> bool:
    """Queue one message and tell whether this person will get one.

    Nobody without an e-mail address or with an account that is closed does; for
    those there is nothing to undo later. A key that was used before adds nothing.
    Facts are words, numbers, days, moments, and lists of these. Raise LookupError
    for a kind that does not exist, ValueError for facts that do not fit it.
    """
    return _queue(session, moment, {person_id: key}, kind, facts) == 1


def queue_messages(
    session: Session,
    moment: Moment,
    person_ids: Iterable[int],
    kind: str,
    *,
    key: str,
    own_facts: Mapping[int, Mapping[str, object]] | None = None,
    **facts: object,
) -> int:
    """Queue the same for many, each with the key “<key>:<person id>”; count them.

    `own_facts` are those that differ, such as a link, by the id of the person.
    """
    keys = {person_id: f"{key}:{person_id}" for person_id in person_ids}
    return _queue(session, moment, keys, kind, facts, own_facts)


def _queue(
    session: Session,
    moment: Moment,
    keys: Mapping[int, str],
    kind: str,
    shared: Mapping[str, object],
    own_facts: Mapping[int, Mapping[str, object]] | None = None,
) -> int:
    known = KINDS[kind]
    facts_of = {
        person_id: {**shared, **(own_facts or {}).get(person_id, {})}
        for person_id in keys
    }
    for facts in facts_of.values():
        if known.facts != facts.keys():
            raise ValueError(f"{kind} needs {sorted(known.facts)}, not {sorted(facts)}")
    reached = 0
    everybody = list(keys.items())
    for start in range(0, len(everybody), _AT_ONCE):
        wanted = dict(everybody[start : start + _AT_ONCE])
        able = session.scalars(
            select(Person.id).where(
                Person.id.in_(wanted), Person.active, Person.email != ""
            )
        ).all()
        queued = session.scalars(
            select(Message.key).where(Message.key.in_(wanted.values()))
        )
        before = set(queued)
        reached += len(able)
        rows = [
            {
                "key": wanted[person_id],
                "person_id": person_id,
                "kind": kind,
                "cause": known.explain(facts_of[person_id]),
                "facts": _to_json(facts_of[person_id]),
                "queued_at": moment.now,
                "useful_until": known.useful_until(facts_of[person_id], moment.now),
                "next_try_at": moment.now,
            }
            for person_id in able
            if wanted[person_id] not in before
        ]
        if rows:
            session.execute(insert(Message), rows)
    return reached


def _to_json(facts: Mapping[str, object]) -> dict[str, object]:
    return {name: _plain(value) for name, value in facts.items()}


def _plain(value: object) -> object:
    if isinstance(value, date):  # A moment is a date too.
        return value.isoformat()
    if isinstance(value, Mapping):
        return _to_json(value)
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value
