"""The files in deploy/ fit the program: settings, paths, commands, and a real nginx."""

import json
import os
import re
import shlex
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterator
from configparser import ConfigParser
from contextlib import contextmanager
from dataclasses import fields
from http.client import HTTPSConnection
from pathlib import Path
from typing import Any

import pytest
import yaml

from elearn.cli import main
from elearn.config import Settings, load_settings
from tests.test_server import find_free_port, wait_until

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
UNITS = ("elearn.service", "elearn-backup.service", "elearn-backup.timer")
_SETTINGS = {f"ELEARN_{field.name.upper()}" for field in fields(Settings)}
_FILES = {"ELEARN_DATABASE_URL_FILE", "ELEARN_SECRET_KEY_FILE"}


@pytest.mark.parametrize("path", sorted(DEPLOY.iterdir()), ids=lambda path: path.name)
def test_only_settings_and_commands_that_exist_are_named(path: Path) -> None:
    if path.is_dir():
        pytest.skip("not in the repository")
    content = path.read_text(encoding="utf-8")
    assert set(re.findall(r"ELEARN_[A-Z_]+", content)) <= _SETTINGS | _FILES
    called = re.findall(r'elearn", "(\w+)|bin/elearn (\w+)|`elearn (\w+)', content)
    assert {name for names in called for name in names if name} <= set(main.commands)
    for document in re.findall(r"docs/[\w./-]+", content):
        assert (ROOT / document).exists()


def test_the_example_settings_are_right() -> None:
    lines = (DEPLOY / "elearn.env").read_text().splitlines()
    wanted = [line.lstrip("#") for line in lines if re.match(r"#?ELEARN_", line)]
    words = dict(shlex.split(line)[0].split("=", 1) for line in wanted)
    words["ELEARN_COURSES_DIR"] = str(ROOT / "courses")
    settings = load_settings(words)
    assert settings.is_https
    assert settings.trusted_proxies == 1


def read_unit(name: str) -> ConfigParser:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(DEPLOY / name)
    return unit


def test_the_service_is_shut_in() -> None:
    service = read_unit("elearn.service")["Service"]
    assert service["User"] == "elearn"
    assert service["ExecStart"] == "/opt/elearn/bin/elearn serve"
    for name in ("NoNewPrivileges", "ProtectHome", "PrivateTmp", "PrivateDevices"):
        assert service[name] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd")
def test_systemd_understands_the_units() -> None:
    told = subprocess.run(
        ["systemd-analyze", "verify", *(str(DEPLOY / name) for name in UNITS)],
        capture_output=True,
        text=True,
    ).stderr
    ours = [line for line in told.splitlines() if "elearn" in line]
    assert [line for line in ours if "/opt/elearn/bin/elearn" not in line] == []
    for name in UNITS[:2]:
        scored = subprocess.run(
            ["systemd-analyze", "security", "--offline=true", "--threshold=30", name],
            cwd=DEPLOY,
            capture_output=True,
            text=True,
        )
        assert scored.returncode == 0, scored.stdout


_SERVICE_KEYS = {
    *("image", "build", "restart", "environment", "secrets", "volumes", "healthcheck"),
    *("depends_on", "ports", "stop_grace_period", "read_only", "tmpfs", "cap_drop"),
    "security_opt",
}
_HEALTH_KEYS = {"test", "interval", "timeout", "retries", "start_period"}


def test_the_compose_file_holds_together() -> None:
    compose: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    assert compose.keys() == {"name", "services", "volumes", "secrets"}
    for service in compose["services"].values():
        assert service.keys() <= _SERVICE_KEYS
        assert service["healthcheck"].keys() <= _HEALTH_KEYS
        assert set(service.get("secrets", [])) <= compose["secrets"].keys()
        for volume in service["volumes"]:
            assert volume.partition(":")[0] in compose["volumes"]
    elearn = compose["services"]["elearn"]
    assert elearn["depends_on"]["database"]["condition"] == "service_healthy"
    context = DEPLOY / elearn["build"]["context"]
    assert (context / elearn["build"]["dockerfile"]).is_file()
    assert all(port.startswith("127.0.0.1:") for port in elearn["ports"])
    command = elearn["healthcheck"]["test"]
    assert command[:3] == ["CMD", "python3", "-c"]
    compile(command[3], "healthcheck", "exec")
    assert elearn["environment"]["ELEARN_DATABASE_URL_FILE"] == (
        f"/run/secrets/{elearn['secrets'][0]}"
    )


def read_dockerfile() -> list[list[tuple[str, str]]]:
    """Read the stages, each a list of instructions with their words."""
    content = (DEPLOY / "Dockerfile").read_text().replace("\\\n", " ")
    stages: list[list[tuple[str, str]]] = []
    for line in content.splitlines():
        instruction, _, words = line.strip().partition(" ")
        if instruction == "FROM":
            stages.append([])
        if instruction and instruction != "#":
            stages[-1].append((instruction, words.strip()))
    return stages


def test_the_image_copies_what_there_is_and_runs_as_nobody_else() -> None:
    build, final = read_dockerfile()
    kept = (DEPLOY / "Dockerfile.dockerignore").read_text()
    for instruction, words in build:
        if instruction == "COPY":
            for source in words.split()[:-1]:
                assert (ROOT / source).exists()
                assert f"!{source}\n" in kept
    told = dict(final)
    assert told["USER"] == "elearn"
    assert json.loads(told["CMD"]) == ["elearn", "serve"]
    names = [instruction for instruction, _ in final]
    assert names.index("USER") < names.index("CMD")
    check = json.loads(told["HEALTHCHECK"].partition("CMD ")[2])
    compile(check[2], "healthcheck", "exec")


@pytest.mark.slow
def test_the_steps_that_build_the_image_make_a_program(tmp_path: Path) -> None:
    """What a container engine would do in the first stage, in an empty folder."""
    source, target = tmp_path / "src", tmp_path / "elearn"
    source.mkdir()
    for instruction, words in read_dockerfile()[0]:
        if instruction == "COPY":
            *origins, goal = words.split()
            for origin in origins:
                place = source / (goal if (ROOT / origin).is_dir() else origin)
                place.parent.mkdir(parents=True, exist_ok=True)
                if (ROOT / origin).is_dir():
                    shutil.copytree(ROOT / origin, place)
                else:
                    shutil.copy(ROOT / origin, place)
        elif instruction == "RUN":
            line = words.replace("/opt/elearn", str(target))
            line = line.replace("--no-cache-dir ", "")
            line = line.replace("python3 -m venv", f"{sys.executable} -m venv")
            done = subprocess.run(
                ["sh", "-ec", line],
                cwd=source,
                env=os.environ | {"PIP_NO_COMPILE": "yes"},
                capture_output=True,
                text=True,
            )
            assert done.returncode == 0, done.stdout + done.stderr
    version = subprocess.run(
        [target / "bin" / "elearn", "check"], cwd="/", capture_output=True, text=True
    )
    assert version.returncode == 0, version.stderr


@contextmanager
def nginx(folder: Path, port: int, behind: int) -> Iterator[None]:
    """Run a real nginx with the file of the guide, on ports of our own."""
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", "/CN=learn.example.org", "-addext"),
            "subjectAltName=DNS:learn.example.org",
            *("-keyout", folder / "key.pem", "-out", folder / "cert.pem"),
        ],
        check=True,
        capture_output=True,
    )
    site = (DEPLOY / "nginx.conf").read_text()
    live = "/etc/letsencrypt/live/learn.example.org"
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{find_free_port()};"),
        ("listen 443 ssl http2;", f"listen 127.0.0.1:{port} ssl http2;"),
        (f"{live}/fullchain.pem", str(folder / "cert.pem")),
        (f"{live}/privkey.pem", str(folder / "key.pem")),
        ("127.0.0.1:8000", f"127.0.0.1:{behind}"),
    ):
        assert old in site
        site = site.replace(old, new)
    site = re.sub(r"listen \[::\].*", "", site)
    (folder / "nginx.conf").write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log;\n"
        "events {}\n"
        f"http {{ access_log off; client_body_temp_path {folder}/body;\n"
        f"proxy_temp_path {folder}/proxy; fastcgi_temp_path {folder}/f;\n"
        f"uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n{site}}}\n"
    )
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    process = subprocess.Popen([program, "-p", folder, "-c", folder / "nginx.conf"])
    try:
        wait_until((folder / "nginx.pid").exists)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _has_nginx() -> bool:
    return bool(shutil.which("nginx") or Path("/usr/sbin/nginx").exists())


@pytest.mark.slow
@pytest.mark.skipif(not _has_nginx(), reason="needs nginx")
def test_behind_nginx_callers_links_and_cookies_are_right(tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    port, behind = find_free_port(), find_free_port()
    environ = {
        "PATH": "/usr/bin:/bin",
        "ELEARN_DATA_DIR": str(tmp_path / "data"),
        "ELEARN_SITE_URL": "https://learn.example.org",
        "ELEARN_TRUSTED_PROXIES": "1",
        "ELEARN_PORT": str(behind),
        "ELEARN_WORKERS": "1",
    }
    elearn = [sys.executable, "-c", "from elearn.cli import main; main()"]
    flags = ("--organisation=R", "--name=Ada", "--sign-in-name=ada")
    subprocess.run(
        [*elearn, "init", *flags, "--password-file=-"],
        env=environ,
        input=b"three plain words\n",
        check=True,
        capture_output=True,
    )
    log = tmp_path / "log"
    with log.open("w") as file:
        server = subprocess.Popen([*elearn, "serve"], env=environ, stdout=file)
    try:
        wait_until(lambda: "is open at" in log.read_text(), 60)
        with nginx(tmp_path, port, behind):
            _look_through_the_proxy(port, tmp_path)
    finally:
        server.terminate()
        server.wait(timeout=30)


def _look_through_the_proxy(port: int, folder: Path) -> None:
    context = ssl.create_default_context(cafile=str(folder / "cert.pem"))
    context.check_hostname = False
    connection = HTTPSConnection("127.0.0.1", port, context=context, timeout=20)

    def ask(path: str, host: str, **headers: str) -> tuple[int, Any, str]:
        connection.request("GET", path, headers={"Host": host, **headers})
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()

    status, headers, page = ask("/sign-in", "learn.example.org")
    assert status == 200
    assert "Secure" in headers["Set-Cookie"]
    assert "max-age" in headers["Strict-Transport-Security"]
    status, headers, _ = ask("/", "evil.example")
    assert status == 303
    assert "evil" not in str(headers)
    _, _, page = ask("/sign-in", "evil.example", **{"X-Forwarded-Host": "evil.example"})
    assert "evil" not in page
    # Each forged address would be a new caller with tries of its own.
    statuses = [
        ask(f"/verify/{n}", "x", **{"X-Forwarded-For": f"10.0.0.{n}"})[0]
        for n in range(40)
    ]
    assert statuses.count(429) == 10
    connection.close()
