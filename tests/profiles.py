"""How long random trials take: a small fixed part in every run, the long way round in `make trials`.

A trial of our own asks `rounds(short=…, long=…)` and `seeded()`; Hypothesis reads its profile.
"""

import os
import random

from hypothesis import HealthCheck, settings

LONG = os.environ.get("HYPOTHESIS_PROFILE") == "long"
SEED = int(os.environ.get("TRIAL_SEED", "20260901"))
"""Fixed in `make test`; `make trials` draws one, prints it and repeats it with TRIAL_SEED=…"""

# A first call that loads modules is slow without being wrong, on two busy cores above all.
_CALM = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("short", max_examples=50, derandomize=True, database=None, **_CALM)
settings.register_profile("long", max_examples=2000, database=None, print_blob=True, **_CALM)


def load_profile() -> None:
    """Called once, by conftest.py."""
    settings.load_profile("long" if LONG else "short")


def rounds(*, short: int, long: int) -> int:
    """How often a trial of our own goes round."""
    return long if LONG else short


def seeded() -> random.Random:
    """The trial's own source of chance; the seed is in the name of every failure that pytest prints."""
    print(f"TRIAL_SEED={SEED}")
    return random.Random(SEED)  # noqa: S311 (a trial, not a secret)
