#!/usr/bin/env bash
# system_packages.sh venv|pdf|tests…: sees that the machine has what pip cannot bring.
# Installs it where it may (root or sudo, and apt), looks again, and names each missing piece and how to get it.
set -euo pipefail

library() { # NAME.so.N, wherever the loader looks
  # Read whole: a reader that stops early (grep -q) would make the pipe fail.
  local libraries
  libraries=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true)
  [[ $libraries == *"$1"* ]] ||
    ls /opt/homebrew/lib/"${1%%.so*}".dylib /usr/local/lib/"${1%%.so*}".dylib >/dev/null 2>&1
}
program() { command -v "$1" >/dev/null 2>&1; }
postgres() { program initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
browser() { program "${CHROMIUM:-chromium}" || program chromium-browser || program google-chrome; }
venv() { "$python" -c 'import ensurepip' 2>/dev/null; }

# The package that belongs to the very Python that was found: Debian and Ubuntu have one for each version.
python="" venv_package=python3-venv
if [[ " $* " == *" venv "* ]]; then
  python=$(bash scripts/find_python.sh)
  venv_package="python$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')-venv"
fi

# group | what it is for | how we know it is there | Debian | Fedora | macOS
table="
venv|Python's own environments|venv|$venv_package|python3|python@3.11
pdf|layout of PDF text|library libpango-1.0.so.0|libpango-1.0-0|pango|pango
pdf|layout of PDF text|library libpangoft2-1.0.so.0|libpangoft2-1.0-0|pango|pango
pdf|smaller fonts in PDFs|library libharfbuzz-subset.so.0|libharfbuzz-subset0|harfbuzz|harfbuzz
tests|a throw-away database server|postgres|postgresql|postgresql-server|postgresql@15
tests|a throw-away broker and cache|program redis-server|redis-server|redis|redis
tests|the browser tests|browser|chromium|chromium|chromium
tests|PDF pages as pictures|program pdftoppm|poppler-utils|poppler-utils|poppler
"
look() { # GROUP…: what is missing now
  debian=() fedora=() brew=() why=()
  local group purpose probe apt dnf mac
  while IFS='|' read -r group purpose probe apt dnf mac; do
    [ -n "$group" ] || continue
    case " $* " in *" $group "*) ;; *) continue ;; esac
    if ! $probe; then
      debian+=("$apt") fedora+=("$dnf") brew+=("$mac") why+=("$apt ($purpose)")
    fi
  done <<<"$table"
}
look "$@"
[ ${#debian[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
may_install() {
  program apt-get || return 1
  [ -n "$as_root" ] || return 0
  program sudo || return 1
  sudo -n true 2>/dev/null || [ -t 0 ] # a password can be asked for only where somebody sits
}
apt() { $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 "$@" >"$log" 2>&1; }
offered() { # one name that apt does not know would make it install none
  local policy
  policy=$(apt-cache policy "$1" 2>/dev/null || true)
  [[ $policy == *"Candidate: "* && $policy != *"Candidate: (none)"* ]]
}
if may_install; then
  echo "Installing what the machine lacks: ${debian[*]}"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  apt update || echo "apt-get could not renew its lists; going on with those it has." >&2
  wanted=()
  for name in "${debian[@]}"; do
    if offered "$name"; then wanted+=("$name"); fi
  done
  if [ ${#wanted[@]} -gt 0 ] && ! apt -y install --no-install-recommends "${wanted[@]}"; then
    tail -n 15 "$log" >&2
    echo "apt-get did not manage it (its last lines are above)." >&2
  fi
  look "$@"
  [ ${#debian[@]} -gt 0 ] || exit 0
fi
{
  echo "This machine lacks what the portal needs and cannot be given it from here:"
  printf '  - %s\n' "${why[@]}"
  echo "Install it yourself, then run the same command again:"
  echo "  Debian, Ubuntu      sudo apt-get install --no-install-recommends ${debian[*]}"
  echo "  Fedora (untried)    sudo dnf install $(printf '%s\n' "${fedora[@]}" | sort -u | xargs)"
  echo "  macOS (untried)     brew install $(printf '%s\n' "${brew[@]}" | sort -u | xargs)"
  if [[ " ${debian[*]} " == *" chromium "* ]]; then
    echo "Ubuntu offers Chromium as a snap only, which the browser tests cannot use. Any Chromium or Chrome that starts"
    echo "from the command line will do: say where it lies, as in  CHROMIUM=/opt/google/chrome/chrome make test"
  fi
} >&2
exit 1
