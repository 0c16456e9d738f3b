#!/usr/bin/env bash
# system_packages.sh venv|pdf|tests…: sees that the machine has what pip cannot bring.
# Installs it where it may (root or sudo, and apt), and otherwise names each missing piece and how to get it.
set -euo pipefail

# Read once and whole: a reader that stops early (grep -q) would make the pipe fail.
libraries=$(ldconfig -p 2>/dev/null || /sbin/ldconfig -p 2>/dev/null || true)
library() { # NAME.so.N, wherever the loader looks
  [[ $libraries == *"$1"* ]] ||
    ls /opt/homebrew/lib/"${1%%.so*}".dylib /usr/local/lib/"${1%%.so*}".dylib >/dev/null 2>&1
}
program() { command -v "$1" >/dev/null 2>&1; }
postgres() { program initdb || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1; }
browser() { program chromium || program chromium-browser || program google-chrome; }
venv() { "$(bash scripts/find_python.sh)" -c 'import ensurepip' 2>/dev/null; }

# group | what it is for | how we know it is there | Debian | Fedora | macOS
table="
venv|Python's own environments|venv|python3-venv|python3|python@3.11
pdf|layout of PDF text|library libpango-1.0.so.0|libpango-1.0-0|pango|pango
pdf|layout of PDF text|library libpangoft2-1.0.so.0|libpangoft2-1.0-0|pango|pango
pdf|smaller fonts in PDFs|library libharfbuzz-subset.so.0|libharfbuzz-subset0|harfbuzz|harfbuzz
tests|a throw-away database server|postgres|postgresql|postgresql-server|postgresql@15
tests|a throw-away broker and cache|program redis-server|redis-server|redis|redis
tests|the browser tests|browser|chromium|chromium|chromium
tests|PDF pages as pictures|program pdftoppm|poppler-utils|poppler-utils|poppler
"
debian=() fedora=() brew=() why=()
while IFS='|' read -r group purpose probe apt dnf mac; do
  [ -n "$group" ] || continue
  case " $* " in *" $group "*) ;; *) continue ;; esac
  if ! $probe; then
    debian+=("$apt") fedora+=("$dnf") brew+=("$mac") why+=("$apt ($purpose)")
  fi
done <<<"$table"
[ ${#debian[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then as_root=""; else as_root="sudo"; fi
may_install() {
  program apt-get || return 1
  [ -n "$as_root" ] || return 0
  program sudo || return 1
  sudo -n true 2>/dev/null || [ -t 0 ] # a password can be asked for only where somebody sits
}
if may_install; then
  echo "Installing what the machine lacks: ${debian[*]}"
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  if $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=120 update >"$log" 2>&1 &&
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=120 \
      install --no-install-recommends "${debian[@]}" >>"$log" 2>&1; then
    exit 0
  fi
  tail -n 15 "$log" >&2
  echo "apt-get did not manage it (its last lines are above)." >&2
fi
{
  echo "This machine lacks what the portal needs and cannot be given it from here:"
  printf '  - %s\n' "${why[@]}"
  echo "Install it yourself, then run the same command again:"
  echo "  Debian, Ubuntu      sudo apt-get install --no-install-recommends ${debian[*]}"
  echo "  Fedora (untried)    sudo dnf install $(printf '%s\n' "${fedora[@]}" | sort -u | xargs)"
  echo "  macOS (untried)     brew install $(printf '%s\n' "${brew[@]}" | sort -u | xargs)"
} >&2
exit 1
