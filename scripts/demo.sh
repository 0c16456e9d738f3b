#!/usr/bin/env bash
# demo.sh [--reset]: from nothing to a page in the browser. Run again, it keeps what is there.
set -euo pipefail
cd "$(dirname "$0")/.."
port=${PORT:-8000}
step() { printf '\n[%ss] %s\n' "$SECONDS" "$1"; }

step "Looking for Python and the locked packages"
bash scripts/install.sh base
python=.venv/bin/python
# Before anything is started or thrown away: is the address free, is another one running on the same data?
$python manage.py serve --port "$port" --only-look

if [ "${1:-}" = --reset ]; then
  step "Throwing the demo's data away"
  $python -m scripts.forget_demo
fi
step "Bringing the database up to date"
$python manage.py migrate --verbosity 1
if compgen -G '*/management/commands/seed_demo.py' >/dev/null; then
  step "Seeding the demo trust (data that is there already stays)"
  $python manage.py seed_demo
fi
step "Starting the web server, the worker and the timetable"
exec $python manage.py serve --port "$port"
