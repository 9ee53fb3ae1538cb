"""Roles, and what each may open."""

from typing import Literal

Role = Literal["learner", "manager", "trainer", "assessor", "admin"]
"""Everybody learns; the other roles are granted."""

Audience = Literal["public", "learner", "manager", "assigner", "trainer", "admin"]
"""Whom a page is for. “public” is everybody, signed in or not; “assigner” is whoever
may ask others to do a course, which managers and administrators may."""

_ASSIGNERS: frozenset[Role] = frozenset(("manager", "admin"))


def may_open(audience: Audience, roles: frozenset[Role]) -> bool:
    """Tell whether somebody with these roles may open a page for this audience.

    `roles` is empty for somebody who is not signed in. An administrator manages
    people and does not, by that alone, train or read other people's answers.
    """
    if audience == "assigner":
        return bool(roles & _ASSIGNERS)
    return audience == "public" or audience in roles
