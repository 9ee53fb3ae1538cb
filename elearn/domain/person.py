"""What a name, a sign-in name and an e-mail address may be."""

import re
import unicodedata

from elearn.domain.text import fold_name

LONGEST_NAME, LONGEST_SIGN_IN_NAME, LONGEST_EMAIL = 120, 80, 254
_EMAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\".]+")
_ALSO_IN_SIGN_IN_NAMES = frozenset(".-_'’@+")


def tidy_line(text: str) -> str:
    """Fold runs of space and compose letters, so that a name is one name."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def find_name_fault(name: str) -> str:
    """Say what is wrong with a name; empty when nothing is."""
    if not name:
        return "Give a name."
    if len(name) > LONGEST_NAME:
        return f"Use at most {LONGEST_NAME} characters for a name."
    return "" if name.isprintable() else "Leave out signs that cannot be printed."


def find_sign_in_name_fault(sign_in_name: str) -> str:
    """Say what is wrong with a sign-in name; empty when nothing is."""
    if not sign_in_name:
        return "Give a name to sign in with."
    if len(sign_in_name) > LONGEST_SIGN_IN_NAME:
        return f"Use at most {LONGEST_SIGN_IN_NAME} characters to sign in with."
    if all(_fits(c) for c in sign_in_name):
        return ""
    return "Use letters, numbers, dots and dashes to sign in with, without spaces."


def find_email_fault(email: str) -> str:
    """Say what is wrong with an e-mail address, which may be left out."""
    fits = len(email) <= LONGEST_EMAIL and _EMAIL.fullmatch(email)
    if not email or (fits and email.isprintable()):
        return ""
    return "Write an address such as name@example.org, or leave it empty."


def suggest_sign_in_name(name: str) -> str:
    """Make a sign-in name of a name: Zofia Łukasik becomes zofia.lukasik."""
    signs = "".join(c if _fits(c) else " " for c in fold_name(name))
    return ".".join(signs.split())[:LONGEST_SIGN_IN_NAME].strip(".")


def _fits(sign: str) -> bool:
    return sign.isalnum() or sign in _ALSO_IN_SIGN_IN_NAMES
