"""The throw-away servers are found where they lie, and what is missing is named with its remedy."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import psycopg2
import pytest

from scripts import servers
from tests.house.production import ROOT


def test_a_program_that_is_missing_is_named_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "PLACES", "/nowhere")
    with pytest.raises(
        RuntimeError, match=r"redis-server is not there\. Install it with: bash scripts/system_"
    ):
        servers.program("redis-server")


def test_programs_of_the_system_are_found_with_the_search_path_of_a_plain_su() -> None:
    code = "from scripts import servers; print(servers.PLACES)"
    environment = os.environ | {"PATH": "/usr/bin:/bin"}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert {"/usr/bin", "/bin", "/usr/sbin", "/sbin"} <= set(done.stdout.strip().split(":"))


@pytest.mark.services
def test_they_start_and_stop_where_others_may_not_look(tmp_path: Path) -> None:
    """As root the servers run as another user, who may not enter the caller's folder."""
    tmp_path.chmod(0o700)
    code = "from scripts.servers import servers\nwith servers() as places: print(sorted(places))"
    environment = os.environ | {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "['BROKER_URL', 'CACHE_URL', 'DATABASE_URL']", done.stderr
    assert done.stderr == ""


@pytest.mark.services
def test_they_learn_nothing_from_rows_that_are_never_committed() -> None:
    """Told that every table is empty, PostgreSQL made plans by which a walk took several times as long."""
    assert shown("autovacuum", durable=False) == "off"
    assert shown("statement_timeout", durable=False) == "2min"
    assert shown("autovacuum", durable=True) == "on", "Measurements are taken with what production has."


def shown(setting: str, *, durable: bool) -> str:
    with (
        servers.servers(durable=durable) as places,
        closing(psycopg2.connect(places["DATABASE_URL"].removesuffix("portal") + "postgres")) as connection,
        connection.cursor() as cursor,
    ):
        cursor.execute(f"SHOW {setting}")
        return str(cursor.fetchall()[0][0])
