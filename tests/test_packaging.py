"""The wheel holds everything that elearn needs, and works far from a checkout."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from zipfile import ZipFile

import pytest

CHECKOUT = Path(__file__).parent.parent
MOVED = {
    f"{name}/": f"elearn/_data/{name}/"
    for name in ("templates", "courses", "docs/checks")
}

pytestmark = pytest.mark.slow


def run(*command: str | Path, folder: Path) -> str:
    """Run a command with none of this environment's own variables about it."""
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    builder = [sys.executable, "-m", "hatchling", "build"]
    run(*builder, "--target", "wheel", "--directory", folder, folder=CHECKOUT)
    [path] = folder.glob("elearn-*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel alone; what it depends on is lent by this one."""
    folder = tmp_path_factory.mktemp("installed")
    base = Path(sys.base_prefix) / "bin" / f"python3.{sys.version_info.minor}"
    run(base, "-m", "venv", "--without-pip", "env", folder=folder)
    python = folder / "env" / "bin" / "python"
    installer = [base, "-m", "pip", "--python", python, "install", "--quiet"]
    run(*installer, "--no-index", "--no-deps", wheel, folder=folder)
    # A line in a .pth file lends the packages and leaves out this checkout, which is
    # there by a .pth file itself.
    [packages] = (folder / "env" / "lib").glob("python3.*/site-packages")
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "env" / "bin"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return tmp_path


def test_every_file_is_at_its_place(wheel: Path) -> None:
    tracked = run(
        *("git", "ls-files", "-z", "elearn", "templates", "courses", "docs/checks"),
        folder=CHECKOUT,
    )
    with ZipFile(wheel) as opened:
        packed = set(opened.namelist())
    assert tracked
    missing = []
    for name in tracked.strip("\0").split("\0"):
        place = name
        for top, inside in MOVED.items():
            if name.startswith(top):
                place = inside + name.removeprefix(top)
        if place not in packed and (CHECKOUT / name).exists():
            missing.append(name)
    assert missing == []


def test_nothing_but_the_package_is_inside(wheel: Path) -> None:
    with ZipFile(wheel) as opened:
        packed = opened.namelist()
    tops = {name.partition("/")[0] for name in packed}
    assert {top.partition("-")[0] for top in tops} == {"elearn"}
    assert [name for name in packed if name.endswith((".pyc", ".sqlite3"))] == []
    licences = {name.rpartition("/")[2] for name in packed if "/licenses/" in name}
    assert licences == {"LICENSE", "NOTICE"}


def test_the_code_is_the_installed_one(installed: Path, empty: Path) -> None:
    where = run(
        installed / "python",
        "-c",
        "import elearn; print(elearn.__file__)",
        folder=empty,
    )
    assert Path(where.strip()).is_relative_to(installed.parent)


def test_the_command_explains_itself(installed: Path, empty: Path) -> None:
    assert "Usage: elearn" in run(installed / "elearn", "--help", folder=empty)


def test_the_bundled_courses_pass_their_check(installed: Path, empty: Path) -> None:
    run(installed / "elearn", "check", folder=empty)
    # What was worked out is kept for the next time, and nothing else.
    assert [path.name for path in empty.iterdir()] == [".cache"]


def test_a_page_opens(installed: Path, empty: Path) -> None:
    run(installed / "elearn", "migrate", folder=empty)
    page = run(
        installed / "python",
        "-c",
        "from elearn.app import create_app\n"
        "answer = create_app().test_client().get('/', follow_redirects=True)\n"
        "assert answer.status_code == 200, answer.status\n"
        "print(answer.text)",
        folder=empty,
    )
    assert "<h1" in page
    assert {path.name for path in empty.iterdir()} == {"instance"}
