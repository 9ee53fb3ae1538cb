#!/usr/bin/env bash
# Makes .venv, or adds to it, from one of the locks: run, test or check.
# Needs neither ensurepip nor permission to install outside an environment, since
# Debian's own python3 has neither: its pip works on .venv from the outside.
set -euo pipefail
cd "$(dirname "$0")/.."

lock="requirements/$1.txt"
python="${PYTHON:-python3}"

stop() {
    printf '\n%s\n\n' "$1" >&2
    exit 1
}

command -v "$python" >/dev/null ||
    stop "Python is missing. Install Python 3.11 or newer, or name yours: make PYTHON=/path/to/python3"
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
    stop "elearn needs Python 3.11 or newer, and $python is $("$python" -V). Name a newer one: make PYTHON=/path/to/python3.11"
"$python" -m pip --version >/dev/null 2>&1 ||
    stop "pip is missing. On Debian and Ubuntu: apt-get install python3-pip"
# Before 22.3 pip could not work on an environment from the outside.
"$python" -c 'import pip, sys; sys.exit(tuple(map(int, pip.__version__.split(".")[:2])) < (22, 3))' ||
    stop "pip is too old. Bring it up to date: $python -m pip install --upgrade pip"

if ! .venv/bin/python -c '' 2>/dev/null; then
    [ ! -e .venv ] || echo "The Python that .venv was made with has gone. Making .venv anew …"
    "$python" -m venv --clear --without-pip .venv
fi

# A person's own pip settings for where to install must not reach the environment.
unset PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV
export PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1

pip_install() {
    "$python" -m pip --python .venv/bin/python install --quiet --quiet "$@"
}

echo "Installing $lock into .venv (the first time takes a minute or two) …"
pip_install --require-hashes --requirement "$lock" ||
    stop "Installing failed. If the lines above speak of the network, check the connection and run the same command again."
pip_install --no-index --no-deps --no-build-isolation --editable .
