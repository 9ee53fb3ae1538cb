"""The guide for operators, followed in an empty folder as far as that needs no root."""

import os
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.test_server import find_free_port

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "operating.md"
ELEARN = Path(sys.executable).with_name("elearn")
_SHELL = re.compile(r"^```sh\n(.*?)\n```\n", re.DOTALL | re.MULTILINE)

# What only root can do, or what installs programs. A new command has to be put here
# with open eyes, or be run below.
_FOR_ROOT = {
    *("apt-get", "python3", "/opt/elearn/bin/pip", "useradd", "systemctl"),
    *("certbot", "nginx", "ln", "sed"),
}

pytestmark = pytest.mark.slow


class Operator:
    """Somebody with an empty machine, whose top folder is one of ours."""

    def __init__(self, top: Path) -> None:
        self.top = top
        self.port = find_free_port()
        self.server: subprocess.Popen[bytes] | None = None
        self.done: list[str] = []

    def follow(self, line: str) -> None:
        if line.startswith("systemctl "):
            self.manage(line)
        if shlex.split(line)[0] in _FOR_ROOT:
            return
        self.done.append(shlex.split(line)[0])
        if line == "elearn init":
            line += " --organisation=R --name=Ada --sign-in-name=ada --password-file=-"
        self.call(line)
        if "elearn.env" in line:
            settings = self.top / "etc" / "elearn" / "elearn.env"
            text = settings.read_text().replace("/var/lib", f"{self.top}/var/lib")
            settings.write_text(f"{text}ELEARN_PORT={self.port}\nELEARN_WORKERS=1\n")

    def call(self, line: str) -> None:
        done = subprocess.run(
            ["bash", "-euc", self.localise(line)],
            env=self.environ(),
            cwd=self.top,
            input="three plain words\n",
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"

    def localise(self, line: str) -> str:
        """Do as our own account what root does as the service's, below our folder."""
        line = line.replace("runuser -u elearn -- ", "")
        line = re.sub(r"--(owner|group) \w+ ", "", line)
        line = line.replace("/usr/local/src/elearn", str(ROOT))
        line = line.replace("/opt/elearn/bin/elearn", str(ELEARN))
        line = re.sub(r"(?<![\w/])/(var|etc)/", rf"{self.top}/\1/", line)
        line = line.replace("/usr/local/bin/elearn", str(self.top / "elearn"))
        return re.sub(r"^elearn ", f"{ELEARN} ", line)

    def environ(self) -> dict[str, str]:
        settings = self.top / "etc" / "elearn" / "elearn.env"
        read = settings.read_text().splitlines() if settings.exists() else []
        set_ = [line for line in read if line.startswith("ELEARN_")]
        return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"} | dict(
            line.split("=", 1) for line in set_
        )

    def manage(self, line: str) -> None:
        """Be the service manager."""
        if line in {"systemctl stop elearn", "systemctl restart elearn"}:
            self.stop()
        if line.split()[1] in {"enable", "start", "restart"}:
            self.server = subprocess.Popen(
                [ELEARN, "serve"], env=self.environ(), cwd=self.top
            )
            self.wait_until_ready()

    def wait_until_ready(self) -> None:
        assert self.server
        for _ in range(300):
            assert self.server.poll() is None
            try:
                with urlopen(f"http://127.0.0.1:{self.port}/readyz") as page:
                    assert page.read() == b"ready\n"
                    return
            except OSError:
                time.sleep(0.2)
        pytest.fail("elearn did not become ready.")

    def stop(self) -> None:
        if self.server:
            self.server.terminate()
            assert self.server.wait(timeout=30) == 0
            self.server = None


def test_the_guide_leads_to_a_running_site_and_back_from_a_loss(
    tmp_path: Path,
) -> None:
    operator = Operator(tmp_path)
    (tmp_path / "etc" / "systemd" / "system").mkdir(parents=True)
    try:
        for block in _SHELL.findall(GUIDE.read_text(encoding="utf-8")):
            for line in block.splitlines():
                operator.follow(line)
        assert operator.server
        operator.wait_until_ready()
    finally:
        operator.stop()
    assert set(operator.done) == {"install", "elearn", "runuser", "rm"}
    assert operator.done.count("elearn") == 7
    kept = list((tmp_path / "var" / "lib" / "elearn" / "backups").iterdir())
    assert [path.name[:15] for path in kept] == ["before-restore-"]
