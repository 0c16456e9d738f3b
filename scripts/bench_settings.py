"""The settings of tests, with the bare views beside the portal's own."""

from tests.settings import *  # noqa: F403

ROOT_URLCONF = "scripts.bench_bare"
