"""Say each kind of event as a sentence; a test finds an event that has none."""

from collections.abc import Mapping
from datetime import date

from elearn.services.trail import TrailLine
from elearn.web.admin.people import say_role
from elearn.web.wording import day

SENTENCES: dict[tuple[str, str], str] = {
    ("added", "person"): "{who} added {thing}",
    ("changed", "person"): "{who} changed {fields} of {thing}",
    ("deactivated", "person"): "{who} deactivated {thing}",
    ("reactivated", "person"): "{who} reactivated {thing}",
    ("put into team", "person"): "{who} put {thing} into the team {team}",
    ("took out of team", "person"): "{who} took {thing} out of the team {team}",
    ("granted role", "person"): "{who} gave {thing} the role {role}",
    ("took role away", "person"): "{who} took the role {role} away from {thing}",
    ("ended sign-ins", "person"): "{who} signed {thing} out everywhere",
    ("changed password", "person"): "{who} changed their own password",
    ("made invitation", "person"): "{who} made an invitation for {thing}",
    ("made password link", "person"): "{who} asked for a password link for {thing}",
    ("made code", "person"): "{who} made a one-time code for {thing}",
    ("chose password", "person"): "{who} chose a password with {by}",
    ("allowed another attempt", "person"): "{who} allowed {thing} another attempt",
    ("handed over data", "person"): "{who} made a copy of the data of {thing}",
    ("erased", "person"): "{who} erased {thing}",
    ("turned reminders on", "person"): "{who} turned reminders on for {thing}",
    ("turned reminders off", "person"): "{who} turned reminders off for {thing}",
    ("imported", "people"): "{who} imported a list: {new} new, {changed} changed",
    ("added", "team"): "{who} added the team {thing}",
    ("renamed", "team"): "{who} renamed the team {before} to {after}",
    ("moved", "team"): "{who} moved the team {thing} below {below}",
    ("removed", "team"): "{who} removed the team {name}",
    ("added", "job role"): "{who} added the job role {thing}",
    ("renamed", "job role"): "{who} renamed the job role {before} to {after}",
    ("removed", "job role"): "{who} removed the job role {name}",
    ("set up", "organisation"): "{who} set up the organisation",
    ("changed", "organisation"): "{who} changed {fields} of the organisation",
    ("set logo", "organisation"): "{who} set the logo",
    ("removed logo", "organisation"): "{who} removed the logo",
    ("changed", "page"): "{who} changed the text of a page: {id}",
    ("restored", "page"): "{who} put back the text that elearn brings: {id}",
    ("published", "course"): "{who} published {thing}, version {version}",
    ("put back", "course"): "{who} put {thing} back to version {version}",
    ("withdrew", "course"): "{who} withdrew version {version} of {thing}",
    (
        "marked as material",
        "course",
    ): "{who} asked for a refresher of {thing}",
    ("stopped refresher", "course"): "{who} stopped a refresher of {thing}",
    ("marked again", "course"): "{who} marked attempts at {thing} again",
    ("left results", "course"): "{who} left the results of {thing} as they were",
    ("uploaded", "course upload"): "{who} uploaded the course {course}",
    ("dropped", "course upload"): "{who} dropped an uploaded course",
    ("marked", "response"): "{who} marked a written answer",
    ("revoked", "award"): "{who} withdrew the certificate {thing}",
    ("assigned", "course"): "{who} assigned {thing} to {whom}, due {due_on}",
    ("changed due day", "assignment"): "{who} moved the due day of an assignment "
    "from {before} to {due_on}",
    ("withdrew", "assignment"): "{who} withdrew an assignment",
    ("sent message again", "message"): "{who} sent a message again",
    ("dropped message", "message"): "{who} decided not to send a message",
    ("backed up", "database"): "{who} made a backup",
    ("restored", "database"): "{who} restored a backup",
}

_FIELDS = {
    "name": "the name",
    "sign_in_name": "the sign-in name",
    "email": "the e-mail address",
    "job_role_id": "the job role",
}
_BY = {"code": "a code", "invitation": "an invitation", "reset": "a link"}


class _Words(dict[str, str]):
    """What a sentence may ask for; what an event does not say is a dash."""

    def __missing__(self, key: str) -> str:
        return "–"


def say_event(line: TrailLine) -> str:
    """Say an event: Ada Whitfield deactivated Ben Achterberg."""
    sentence = SENTENCES.get((line.action, line.kind))
    if sentence is None:
        # An event of another release is better said badly than not at all.
        return f"{_who(line)}: {line.action} ({line.kind} {line.thing_id})"
    said = {key: _say(value) for key, value in line.detail.items() if value is not None}
    words = _Words(said | dict(line.names))
    words["who"], words["id"] = _who(line), line.thing_id
    words["thing"] = line.thing or f"{line.kind} {line.thing_id}"
    words["fields"] = _list_fields(line.detail)
    words["by"] = _BY.get(said.get("by", ""), "a link")
    if "role" in said:
        words["role"] = say_role(said["role"], line.names.get("team"))
    words["whom"] = line.names.get("person") or line.names.get("team") or "everyone"
    words.setdefault("below", "nothing: it stands at the top")
    if line.kind == "person" and line.thing_id == str(line.actor_id):
        words["thing"] = "themselves"
    return sentence.format_map(words)


def _say(value: object) -> str:
    """Say a fact; days are kept as 2027-03-31."""
    try:
        return day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _who(line: TrailLine) -> str:
    if line.actor is not None:
        return line.actor
    return "Somebody not signed in" if line.address else "The command line"


def _list_fields(detail: Mapping[str, object]) -> str:
    fields = detail.get("fields")
    if not isinstance(fields, list):
        return "something"
    words = [_FIELDS.get(str(f), str(f).replace("_", " ")) for f in fields]
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
