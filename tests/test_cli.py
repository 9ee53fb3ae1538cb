"""The `elearn` command: what it says and how it ends."""

import json
import shutil
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

import elearn.cli
from elearn.cli import main
from elearn.cli.root import COMMANDS
from tests.rosewood import COURSES


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> "Run":
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ELEARN_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("ELEARN_COURSES_DIR", str(tmp_path / "courses"))
    return Run()


class Run:
    def __call__(self, *words: str, typed: str | None = None) -> Result:
        return CliRunner().invoke(main, list(words), input=typed)


def _a_course(folder: Path) -> Path:
    """Copy a course that ships into courses/, and give its folder."""
    return shutil.copytree(
        COURSES / "communication", folder / "courses" / "communication"
    )


def test_check_ends_with_0_when_all_is_well(run: Run, tmp_path: Path) -> None:
    _a_course(tmp_path)
    done = run("check", "courses")
    assert done.exit_code == 0
    assert "1 course: 0 errors" in done.stderr


def test_check_ends_with_1_and_names_the_place(run: Run, tmp_path: Path) -> None:
    course = _a_course(tmp_path)
    page = course / "modules" / "feedback.md"
    text = page.read_text(encoding="utf-8").replace("    right: true\n", "")
    page.write_text(text, encoding="utf-8")
    done = run("check", "courses")
    assert done.exit_code == 1
    assert "courses/communication/modules/feedback.md:" in done.stdout
    assert "question-without-right-answer" in done.stdout
    told = json.loads(run("check", "courses", "--format", "json").stdout)
    codes = {problem["code"] for problem in told}
    assert "question-without-right-answer" in codes


def test_warnings_count_only_when_strict(run: Run, tmp_path: Path) -> None:
    course = _a_course(tmp_path)
    path = course / "course.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace("cpd_minutes: 75", "cpd_minutes: 300"), encoding="utf-8"
    )
    assert run("check", "courses").exit_code == 0
    assert run("check", "courses", "--strict").exit_code == 1


def test_check_ends_with_2_where_it_cannot_look(run: Run) -> None:
    done = run("check", "nowhere")
    assert done.exit_code == 2
    assert "no folder nowhere" in done.stderr


@pytest.mark.slow
def test_publish_freezes_a_version_once(run: Run, tmp_path: Path) -> None:
    _a_course(tmp_path)
    assert "version 1 published" in run("publish").stdout
    assert "is online already" in run("publish").stdout
    assert "offline" in run("withdraw", "communication").stdout
    assert "version 1 published" in run("publish", "communication").stdout


def test_a_broken_course_is_refused_and_the_others_are_not(
    run: Run, tmp_path: Path
) -> None:
    course = _a_course(tmp_path)
    broken = tmp_path / "courses" / "broken"
    broken.mkdir()
    (broken / "course.yaml").write_text("title: [", encoding="utf-8")
    done = run("publish")
    assert done.exit_code == 1
    assert "broken has" in done.stderr
    assert f"{course.name}: version 1 published" in done.stdout


def test_publish_knows_no_such_course(run: Run, tmp_path: Path) -> None:
    _a_course(tmp_path)
    done = run("publish", "second-words")
    assert done.exit_code == 2
    assert "no course folder called second-words" in done.stderr


@pytest.mark.slow
@pytest.mark.usefixtures("run")
def test_serve_before_anything_is_set_up_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELEARN_PORT", "8931")
    _a_course(tmp_path)
    # A program of its own: it changes how this one would start processes.
    elearn = [sys.executable, "-c", "from elearn.cli import main; main()", "serve"]
    done = subprocess.run(elearn, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr == (
        "There is no organisation yet. Run “elearn init”, or look around with "
        "“elearn demo”.\n"
    )


def test_a_wrong_setting_is_one_sentence(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ELEARN_PORT", "eighty")
    done = run("migrate")
    assert done.exit_code == 2
    assert "ELEARN_PORT" in done.stderr
    assert "Traceback" not in done.output


def test_config_keeps_secrets(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _a_course(tmp_path)
    monkeypatch.setenv("ELEARN_SECRET_KEY", "x" * 40)
    shown = run("config").stdout
    assert "x" * 40 not in shown
    assert "ELEARN_SITE_URL" in shown


def test_every_command_is_found_where_the_table_says() -> None:
    """A command is loaded when it is asked for, so a wrong line would hide it."""
    for path in Path(elearn.cli.__file__).parent.glob("*.py"):
        import_module(f"elearn.cli.{path.stem}".removesuffix(".__init__"))
    homes = {
        name: (command.callback.__module__ if command.callback else "").rpartition(".")[
            2
        ]
        for name, command in main.commands.items()
    }
    assert homes == COMMANDS


def test_a_check_loads_neither_the_database_nor_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor, where all is as it was the last time, what reads a course."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    first, again = _loaded_by_check(), _loaded_by_check()
    assert "pydantic" in first
    assert not first & {"sqlalchemy", "flask", "granian", "watchfiles", "typst"}
    assert again < first
    assert not again & {"pydantic", "yaml", "concurrent", "multiprocessing"}


def _loaded_by_check() -> set[str]:
    program = (
        "import sys; from elearn.cli import main\n"
        "try: main(['check', sys.argv[1]])\n"
        "except SystemExit: print(*sys.modules)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program, str(COURSES)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return {name.partition(".")[0] for name in told.stdout.split()}


def test_the_parent_of_a_server_loads_neither_the_database_nor_the_pages() -> None:
    program = "import sys, elearn.cli.running; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = {name.partition(".")[0] for name in told.stdout.split()}
    assert "granian" in loaded
    assert not loaded & {"sqlalchemy", "flask", "alembic", "typst"}
