#!/usr/bin/env bash
# Works out the locks from pyproject.toml. No address of a package index may reach them: uv leaves them out, a test
# looks again. --universal: one lock for every Python from 3.11.0 on and for every system; --fork-strategy fewest: and
# one version of each package in it.
# `make lock UPGRADE=--upgrade` moves what is not pinned to its newest version.
set -euo pipefail
cd "$(dirname "$0")/.."
compile() {
  .venv/bin/uv pip compile "$@" --quiet --universal --fork-strategy fewest --python-version 3.11 --generate-hashes \
    --no-header --no-emit-index-url --no-emit-find-links ${UPGRADE:-}
}
compile pyproject.toml -o requirements/base.txt
# What both have in common has the same version in both.
compile pyproject.toml --group dev -c requirements/base.txt -o requirements/dev.txt
compile --group installer -o requirements/uv.txt
