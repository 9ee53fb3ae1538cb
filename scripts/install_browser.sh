#!/usr/bin/env bash
# Sees to it that the browser tests find a Chromium: one that is there already,
# else Debian's package where it may be installed, else Playwright's own.
set -euo pipefail
cd "$(dirname "$0")/.."

find_browser() {
    .venv/bin/python - <<'PYTHON'
import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

if any(map(shutil.which, ("chromium", "chromium-browser"))):
    sys.exit(0)
with sync_playwright() as playwright:
    sys.exit(not Path(playwright.chromium.executable_path).exists())
PYTHON
}

install_package() {
    command -v apt-get >/dev/null || return 1
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    echo "Installing Debian's Chromium for the browser tests …"
    export DEBIAN_FRONTEND=noninteractive
    "${as_root[@]}" apt-get update -qq </dev/null >&2 || true
    # On Ubuntu the package is called chromium-browser.
    "${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium </dev/null >&2 ||
        "${as_root[@]}" apt-get install -y -qq --no-install-recommends chromium-browser </dev/null >&2
}

if find_browser; then
    exit 0
fi
if install_package && find_browser; then
    exit 0
fi
echo "Installing Playwright's Chromium for the browser tests …"
if .venv/bin/python -m playwright install chromium && find_browser; then
    exit 0
fi
cat >&2 <<'TEXT'

The browser tests need Chromium, and it could not be installed from here.
Install it yourself, then run the same command again:
  on Debian and Ubuntu   sudo apt-get install chromium
  elsewhere              .venv/bin/python -m playwright install --with-deps chromium

TEXT
exit 1
