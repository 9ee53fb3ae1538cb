#!/usr/bin/env bash
# Writes requirements/*.txt: exact versions with hashes, one set for every system
# and every Python from 3.11 on, and no address of where they came from.
set -euo pipefail
cd "$(dirname "$0")/.."

command -v uv >/dev/null || {
    printf '\nmake lock needs uv. Install it with: python3 -m pip install uv (or pipx install uv)\n\n' >&2
    exit 1
}

lock() {
    uv pip compile pyproject.toml --quiet --extra metrics --extra postgres "$@" \
        --universal --python-version 3.11 --fork-strategy fewest --generate-hashes \
        --no-emit-index-url --no-annotate --no-header ${UPGRADE:+--upgrade}
}

# The largest first: the smaller ones then take the same versions from it.
lock --group check --output-file requirements/check.txt
lock --group test --constraints requirements/check.txt --output-file requirements/test.txt
lock --group build --constraints requirements/check.txt --output-file requirements/run.txt
