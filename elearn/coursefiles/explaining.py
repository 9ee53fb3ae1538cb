"""The page that explains a problem's code: what it means and how to mend it."""

from functools import cache

from elearn.coursefiles.problems import known_names, quoted
from elearn.errors import NotFound
from elearn.resources import find_bundled

_INDEX = "README"


@cache
def list_codes() -> tuple[str, ...]:
    """List the codes of all problems that elearn can tell."""
    pages = find_bundled("docs/checks").glob("*.md")
    return tuple(sorted(page.stem for page in pages if page.stem != _INDEX))


def get_page(code: str) -> str:
    """Give the page about a code, in Markdown. Raise NotFound."""
    if code not in list_codes():
        raise NotFound(
            code,
            f"There is no problem called {quoted(code)}. "
            f"{known_names(code, list_codes())}",
        )
    path = find_bundled("docs/checks") / f"{code}.md"
    return path.read_text(encoding="utf-8")


def get_meaning(page: str) -> str:
    """Give the sentence of a page that says what the code means."""
    return page.split("\n\n")[1].replace("\n", " ")
