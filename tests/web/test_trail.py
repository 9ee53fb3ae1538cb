"""The audit trail: every event has a sentence, and the list can be narrowed."""

import ast
import csv
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path

import pytest

import elearn
from elearn.services.audit import record_event
from elearn.services.moment import Moment
from elearn.store.database import Database
from elearn.web.admin.trail_words import SENTENCES
from tests.counting import counting
from tests.markup import words_of
from tests.pages import Browser, Page
from tests.people import People
from tests.site import Clock


@pytest.fixture
def ada(open_browser: Callable[..., Browser]) -> Browser:
    return open_browser("ada")


def said(page: Page) -> list[str]:
    table = next(page.main.iter("tbody"), None)
    return [] if table is None else [words_of(th) for th in table.iter("th")]


class Trace(ast.NodeVisitor):
    """Collect the kinds of event that one module records."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.found: set[tuple[str, str]] = set()
        self.functions: list[str] = []
        self.visit(tree)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.functions.append(node.name)
        self.generic_visit(node)
        self.functions.pop()

    def visit_Call(self, node: ast.Call) -> None:
        name = getattr(node.func, "id", "")
        inside = self.functions[-1] if self.functions else ""
        if name in ("record_event", "record_events") and inside != "record_events":
            kinds = list(constants(node.args[4]))
            actions = list(self.possible(node.args[3]))
            assert kinds, ast.unparse(node)
            assert actions, ast.unparse(node)
            self.found |= {(action, kind) for action in actions for kind in kinds}
        self.generic_visit(node)

    def possible(self, action: ast.expr) -> Iterator[str]:
        """Give what an action may be: here, or where its name gets its value."""
        if isinstance(action, ast.Name):
            yield from self.assigned(action.id)
            for node in ast.walk(self.tree):
                called = isinstance(node, ast.Call) and getattr(node.func, "id", "")
                if called and called == self.functions[-1]:
                    for argument in node.args:
                        yield from self.possible_argument(argument)
        elif isinstance(action, ast.Subscript):
            yield from self.assigned(ast.unparse(action.value))
        else:
            yield from constants(action)

    def possible_argument(self, argument: ast.expr) -> Iterator[str]:
        if isinstance(argument, ast.Name):
            yield from self.assigned(argument.id)
        elif isinstance(argument, ast.Constant):
            yield from constants(argument)

    def assigned(self, name: str) -> Iterator[str]:
        for node in ast.walk(self.tree):
            targets = node.targets if isinstance(node, ast.Assign) else []
            if isinstance(node, ast.AnnAssign):
                targets = [node.target]
            if name in {getattr(target, "id", "") for target in targets}:
                value = node.value  # type: ignore[attr-defined]  # both kinds have one
                yield from constants(value.values if value is ast.Dict else value)
        if name.isupper():
            yield from imported(self.tree, name)


def imported(tree: ast.Module, name: str) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and name in {a.name for a in node.names}:
            module = __import__(str(node.module), fromlist=[name])
            yield getattr(module, name)


def constants(expression: ast.expr) -> Iterator[str]:
    parts: list[ast.AST] = [expression]
    if isinstance(expression, ast.IfExp):
        parts = [expression.body, expression.orelse]
    elif isinstance(expression, ast.Dict):
        parts = list(expression.values)
    for part in parts:
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


@pytest.mark.slow
def test_every_event_that_is_recorded_has_a_sentence() -> None:
    package = Path(elearn.__file__).parent
    found: set[tuple[str, str]] = set()
    for path in package.rglob("*.py"):
        found |= Trace(ast.parse(path.read_text("utf-8"))).found
    assert len(found) > 30
    assert sorted(found - SENTENCES.keys()) == []


def test_what_an_administrator_does_is_said_in_words(
    ada: Browser, people: People
) -> None:
    ada.post("admin.deactivate_person", person_id=people.lena)
    fields = {"role": "manager", "team": str(people.house)}
    ada.post("admin.give_person_role", fields, person_id=people.tariq)
    ada.post("account.sign_out_elsewhere")
    page = ada.get("admin.trail")
    assert said(page)[:3] == [
        "Ada Whitfield signed themselves out everywhere",
        "Ada Whitfield gave Tariq Rahman the role Manager of House",
        "Ada Whitfield deactivated Lena Kowalska",
    ]
    assert "23 November 2026 at 09:00" in page.words
    assert "127.0.0.1" in page.words
    assert "The command line set up the organisation" in said(page)


def test_names_are_those_of_today(ada: Browser, people: People) -> None:
    form = ada.get("admin.change_person", person_id=people.lena).form("/change")
    form.send(name="Lena Reid")
    assert said(ada.get("admin.trail"))[0] == (
        "Ada Whitfield changed the name of Lena Reid"
    )


@pytest.mark.parametrize(
    ("query", "first", "many"),
    [
        ("about=lena", "Ada Whitfield deactivated Lena Kowalska", 2),
        ("about=kowal", "Ada Whitfield deactivated Lena Kowalska", 2),
        ("by=whit", "Ada Whitfield deactivated Lena Kowalska", 1),
        ("by=otto", "", 0),
        ("kind=organisation", "The command line set up the organisation", 1),
        ("since=2026-11-03", "Ada Whitfield deactivated Lena Kowalska", 1),
        ("until=2026-11-02&about=lena", "The command line added Lena Kowalska", 1),
        ("since=2026-11-24", "", 0),
        ("kind=made-up", "", 0),
    ],
)
def test_it_is_narrowed(
    ada: Browser, people: People, query: str, first: str, many: int
) -> None:
    ada.post("admin.deactivate_person", person_id=people.lena)
    page = ada.open(f"/organisation/trail?{query}")
    assert len(said(page)) == many
    assert said(page)[:1] == ([first] if many else [])
    rows = list(csv.reader(StringIO(download(ada, query))))
    assert [row[1] for row in rows[1:]] == said(page)


def download(ada: Browser, query: str) -> str:
    answer = ada.open(f"/organisation/trail.csv?{query}").response
    return answer.get_data().decode("utf-8-sig")


@pytest.mark.parametrize("day", ["31/03/2027", "x", "0001-01-01", "9999-12-31"])
def test_a_day_that_is_none_is_said(ada: Browser, day: str) -> None:
    page = ada.get("admin.trail", since=day, until=day)
    assert page.status == 200
    assert ("Write the day as 2027-03-31." in page.words) == (day != "9999-12-31")


def test_a_long_trail_is_read_page_by_page(
    ada: Browser, database: Database, people: People, clock: Clock
) -> None:
    with counting(database) as few:
        ada.get("admin.trail")
    with database.writing() as session:
        moment = Moment(clock.now, None)  # type: ignore[arg-type]  # no chance needed
        for number in range(60):
            record_event(
                session, moment, people.ada, "made-up", "thing", number, team=number
            )
    with counting(database) as many:
        page = ada.get("admin.trail")
    assert len(many.queries) <= len(few.queries) + 1
    assert len(said(page)) == 50
    assert said(page)[0] == "Ada Whitfield: made-up (thing 59)"
    rest = ada.open(page.links()["Earlier"])
    assert said(rest)[0] == "Ada Whitfield: made-up (thing 9)"
    assert not set(said(rest)) & set(said(page))
