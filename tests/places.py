"""Each process of a test run has places of its own: a folder, and numbered databases in Redis.

Read by settings.py, before any test and before conftest.py.
"""

import atexit
import os
import re
import shutil
import tempfile

ROOT = "PORTAL_TESTS_ROOT"


def take_own_places() -> None:
    """Point the environment at this process's own places; saying it twice changes nothing.

    A process that a test starts (a worker) inherits them, so that both mean the same places.
    """
    if ROOT not in os.environ:
        os.environ[ROOT] = tempfile.mkdtemp(prefix="portal-tests-")
        atexit.register(shutil.rmtree, os.environ[ROOT], ignore_errors=True)
    name = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
    os.environ["VAR_DIR"] = os.path.join(os.environ[ROOT], name)
    number = int(name.removeprefix("gw"))
    for variable, pattern, database in (
        ("BROKER_URL", r"(?<=virtual_host=)\d+", 2 * number),
        ("CACHE_URL", r"(?<=db=)\d+", 2 * number + 1),
    ):
        if variable in os.environ:
            os.environ[variable] = re.sub(pattern, str(database), os.environ[variable])
