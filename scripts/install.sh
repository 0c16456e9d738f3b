#!/usr/bin/env bash
# install.sh base|dev: makes .venv and puts the locked packages in it, every one compared with its hash; what has left
# the lock leaves .venv. Does nothing when the locks have not changed since.
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:?base or dev}
runs() { .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

if runs; then
  # An environment for development stays one, whoever asks.
  if [ -f .venv/.installed-dev ]; then kind=dev; fi
  cmp -s ".venv/.installed-$kind" "requirements/$kind.txt" && exit 0
fi
lock=requirements/$kind.txt
bash scripts/system_packages.sh venv pdf
if ! runs; then
  python=$(bash scripts/find_python.sh)
  echo "Making .venv with $("$python" --version)"
  rm -rf .venv
  "$python" -m venv .venv
fi
rm -f .venv/.installed-*
count=$(grep -c '^[A-Za-z].*==' "$lock")
echo "Installing $count packages ($lock)"
export PIP_DISABLE_PIP_VERSION_CHECK=1
# uv installs the same files about ten times faster, and takes out what is no longer locked. It is told to trust whom
# the machine trusts, as pip does: many a trust's network puts its own certificate in between. Where it cannot be had or
# does not run, pip does it.
if { [ -x .venv/bin/uv ] || .venv/bin/python -m pip install -q --require-hashes -r requirements/uv.txt; } &&
  .venv/bin/uv pip sync -q --system-certs --python .venv/bin/python --require-hashes "$lock"; then
  :
else
  echo "uv could not do it; pip does, which takes about a minute"
  .venv/bin/python -m pip install -q --require-hashes --no-deps -r "$lock"
fi
cp "$lock" ".venv/.installed-$kind"
