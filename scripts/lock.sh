#!/usr/bin/env bash
# Works out the locks from what requirements/*.in ask for. No address of a package index may reach them: uv leaves
# them out, the test of the locks looks again. --universal: one lock for every Python from 3.11.0 and every system.
set -euo pipefail
cd "$(dirname "$0")/.."
for name in base dev uv; do
  UV_CUSTOM_COMPILE_COMMAND="make lock" .venv/bin/uv pip compile "requirements/$name.in" -o "requirements/$name.txt" \
    --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links "$@"
done
