"""What docs/checking-courses.md promises to a repository of courses holds."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from elearn.cli import main
from tests.courses import make_clean_course

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "checking-courses.md").read_text(encoding="utf-8")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def test_the_page_names_every_option() -> None:
    told = CliRunner().invoke(main, ["check", "--help"]).stdout
    options = set(re.findall(r"--[a-z-]+", told)) - {"--help"}
    assert options <= set(re.findall(r"--[a-z-]+", PAGE))


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook["id"])
def test_a_hook_runs_and_refuses_what_is_wrong(
    hook: dict[str, object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    course = make_clean_course(tmp_path)
    words = [*str(hook["entry"]).split()[1:], *list(hook["args"])]  # type: ignore[call-overload]
    assert hook["pass_filenames"] is False
    assert CliRunner().invoke(main, words).exit_code == 0
    course.change("course.yaml", "from: assessment", "from: final")
    assert CliRunner().invoke(main, words).exit_code == 1
    assert f"id: {hook['id']}" in PAGE


@pytest.mark.slow
def test_the_action_annotates_and_writes_its_report(tmp_path: Path) -> None:
    course = make_clean_course(tmp_path)
    course.change("course.yaml", "from: assessment", "from: final")
    steps = {step.get("name"): step for step in ACTION["runs"]["steps"]}
    inputs = {name: given["default"] for name, given in ACTION["inputs"].items()}
    inputs["sarif"] = "report.sarif"
    report = run_step(steps["Write the report"], inputs, tmp_path)
    assert report.returncode == 0, report.stderr
    log = json.loads((tmp_path / "report.sarif").read_text(encoding="utf-8"))
    assert log["runs"][0]["results"][0]["ruleId"] == "unknown-bank"
    check = run_step(steps["Check the courses"], inputs, tmp_path)
    assert check.returncode == 1
    assert check.stdout.startswith(
        "::error file=courses/first-words/course.yaml,line=17,col=16,title=unknown-bank"
    )
    course.change("course.yaml", "from: final", "from: assessment")
    assert run_step(steps["Check the courses"], inputs, tmp_path).returncode == 0
    assert all(f"{name}:" in PAGE for name in ("folder", "sarif"))


def run_step(
    step: dict[str, object], inputs: dict[str, str], folder: Path
) -> "subprocess.CompletedProcess[str]":
    """Run a step of the action as GitHub does: bash that stops at the first failure."""
    environ = {
        name: re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda m: inputs[m[1]], value)
        for name, value in dict(step["env"]).items()  # type: ignore[call-overload]
    }
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", str(step["run"])],
        cwd=folder,
        env={**environ, "PATH": path, "HOME": str(folder), "LANG": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=False,
    )
