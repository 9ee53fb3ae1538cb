#!/usr/bin/env bash
# Sees to it that the browser tests find a Chromium: one that is there already,
# else Debian's package where it may be installed, else Playwright's own.
set -euo pipefail
cd "$(dirname "$0")/.."

browser_works() {
    .venv/bin/playwright --version >/dev/null 2>&1 || return 1
    command -v chromium >/dev/null ||
        .venv/bin/python - <<'PYTHON'
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

with sync_playwright() as playwright:
    sys.exit(not Path(playwright.chromium.executable_path).exists())
PYTHON
}

install_packages() {
    command -v apt-get >/dev/null || return 1
    local as_root=()
    if [ "$(id -u)" -ne 0 ]; then
        sudo -n true 2>/dev/null || return 1
        as_root=(sudo -n)
    fi
    echo "Installing Debian's Chromium for the browser tests …"
    local apt_get=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -qq -y)
    "${apt_get[@]}" update </dev/null >&2 || true
    # Playwright's driver needs libatomic1, which a small Debian lacks. On Ubuntu,
    # which has no such package, Playwright's own browser has to do.
    "${apt_get[@]}" install --no-install-recommends chromium libatomic1 </dev/null >&2
}

if browser_works; then
    exit 0
fi
if install_packages && browser_works; then
    exit 0
fi
echo "Installing Playwright's Chromium for the browser tests …"
if .venv/bin/playwright install chromium && browser_works; then
    exit 0
fi
cat >&2 <<'TEXT'

The browser tests need Chromium, and it could not be installed from here.
Install it yourself, then run the same command again:
  on Debian   sudo apt-get install chromium libatomic1
  elsewhere   .venv/bin/playwright install --with-deps chromium

TEXT
exit 1
