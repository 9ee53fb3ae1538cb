"""`elearn init`: the first real start, also when it goes wrong."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

from elearn.cli import main
from elearn.store.database import Database
from elearn.store.tables import Organisation, Person, RoleGrant
from tests.rosewood import COURSES
from tests.test_server import find_free_port

PASSWORD = "three plain words"
FLAGS = (
    *("--organisation", "Rosewood Care", "--name", "Ada Whitfield"),
    *("--sign-in-name", "Ada", "--password-file", "-"),
)


class Site:
    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        courses = folder / "courses"
        shutil.copytree(COURSES / "communication", courses / "communication")
        self.environ = {
            "ELEARN_DATA_DIR": str(self.data),
            "ELEARN_COURSES_DIR": str(courses),
            "ELEARN_PORT": str(find_free_port()),
        }

    def init(self, *flags: str, typed: str = "") -> Result:
        return CliRunner(env=self.environ).invoke(main, ["init", *flags], input=typed)

    def rows(self, column: object) -> list[object]:
        database = Database(f"sqlite:///{self.data / 'elearn.sqlite3'}")
        found = database.read(lambda s: s.scalars(select(column)).all())
        database.close()
        return list(found)


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path)


def test_it_asks_and_asks_again_until_everything_is_right(site: Site) -> None:
    typed = [
        *("", " ", "Rosewood Care", "Ada Whitfield"),
        *("ada whitfield", "Ada", "short", "short"),
        *(PASSWORD, "something else", PASSWORD, PASSWORD),
    ]
    done = site.init(typed="\n".join([*typed, ""]))
    assert done.exit_code == 0, done.output
    assert "Leave out spaces" in done.output
    assert "at least 10 characters" in done.output
    assert "communication: version 1 published" in done.output
    assert "Rosewood Care is set up. Now:" in done.output
    assert f"Open http://127.0.0.1:{site.environ['ELEARN_PORT']}" in done.output
    assert PASSWORD not in done.output
    assert site.rows(Organisation.name) == ["Rosewood Care"]
    assert site.rows(Person.sign_in_name) == ["ada"]
    assert site.rows(RoleGrant.role) == ["admin"]
    assert (site.data / "secret-key").exists()


def test_a_second_time_changes_nothing_and_says_so(site: Site) -> None:
    assert site.init(*FLAGS, typed=f"{PASSWORD}\n").exit_code == 0
    again = site.init(*FLAGS, typed=f"{PASSWORD}\n")
    assert again.exit_code == 0
    assert "Rosewood Care is set up here already, and nothing was changed" in (
        again.output
    )
    assert site.rows(Person.sign_in_name) == ["ada"]
    assert site.init().exit_code == 0


@pytest.mark.parametrize(
    ("flag", "value", "words"),
    [
        ("--organisation", " ", "Name of your organisation: Give a name."),
        ("--name", "x" * 201, "Your own name: Use at most 200 characters."),
        ("--sign-in-name", "a da", "Name to sign in with: Leave out spaces"),
        ("--password-file", "/no/such/file", "The file /no/such/file cannot be read."),
    ],
)
def test_a_wrong_flag_is_told_and_sets_nothing_up(
    site: Site, flag: str, value: str, words: str
) -> None:
    flags = list(FLAGS)
    flags[flags.index(flag) + 1] = value
    done = site.init(*flags, typed=f"{PASSWORD}\n")
    assert done.exit_code == 2
    assert words in done.output
    assert site.rows(Organisation.id) == site.rows(Person.id) == []


@pytest.mark.slow
def test_the_password_comes_from_a_file_and_has_to_be_good(
    site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "password"
    flags = [*FLAGS[:-1], str(file)]
    file.write_text("ada\n")
    assert "This password will not do" in site.init(*flags).output
    assert site.rows(Person.id) == []
    file.write_text(f"{PASSWORD}\n")
    assert site.init(*flags).exit_code == 0


def test_leaving_in_the_middle_sets_nothing_up(site: Site) -> None:
    left = site.init(typed="Rosewood Care\nAda Whitfield\n")
    assert left.exit_code == 1
    assert site.rows(Organisation.id) == []
    assert not (site.data / "secret-key").exists()


@pytest.mark.slow
@pytest.mark.parametrize("seconds", [0.6, 1.2, 1.8, 2.4])
def test_killed_at_any_moment_it_can_be_run_again(site: Site, seconds: float) -> None:
    words = [sys.executable, "-c", "from elearn.cli import main; main()", "init"]
    with subprocess.Popen(
        [*words, *FLAGS],
        env=os.environ | site.environ,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdin
        process.stdin.write(f"{PASSWORD}\n")
        process.stdin.flush()
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
    assert site.init(*FLAGS, typed=f"{PASSWORD}\n").exit_code == 0
    assert len(site.rows(Organisation.id)) == len(site.rows(Person.id)) == 1
    assert site.rows(RoleGrant.role) == ["admin"]
