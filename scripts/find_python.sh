#!/usr/bin/env bash
# Prints the path of a Python the portal runs on (3.11 or newer), or says what is missing. PYTHON=… chooses one.
set -euo pipefail
fits() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

for name in ${PYTHON:-python3 python3.11 python3.12 python3.13 python3.14}; do
  path=$(command -v "$name" 2>/dev/null) || continue
  if fits "$path"; then
    echo "$path"
    exit 0
  fi
done
found=$(python3 --version 2>/dev/null || echo "no python3 at all")
cat >&2 <<TXT
The portal needs Python 3.11 or newer; this machine has ${found}.
  Debian 12, Ubuntu 24.04   sudo apt-get install python3 python3-venv
  Fedora (untried)          sudo dnf install python3.11
  macOS (untried)           brew install python@3.11
TXT
exit 1
