"""Throw-away PostgreSQL and Redis for tests, on Unix sockets in a folder of their own.

No port is opened and no data of a server that runs on the machine is touched. As root the servers run as `postgres`,
because PostgreSQL refuses root.
"""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from kit.processes import die_with_parent

# A plain `su` leaves these out of root's search path.
PLACES = os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/local/sbin", "/usr/sbin", "/sbin"])
INSTALL = "Install it with: bash scripts/system_packages.sh tests"


def program(name: str) -> str:
    """Where the program lies.

    :raises RuntimeError: when the machine does not have it, saying how to get it.
    """
    if found := shutil.which(name, path=PLACES):
        return found
    raise RuntimeError(f"{name} is not there. {INSTALL}")


def as_postgres() -> list[str]:
    """The words before a command of PostgreSQL's."""
    return [program("runuser"), "-u", "postgres", "--"] if os.geteuid() == 0 else []


HURRY = [
    # Nothing a test writes outlives the run, so nothing needs to survive a power cut.
    *["fsync=off", "full_page_writes=off", "synchronous_commit=off"],
    # Most of it is never committed: autovacuum would learn that every table is empty, and statements planned for
    # empty tables take many times as long where a test has filled them.
    "autovacuum=off",
    # A statement that is planned badly all the same fails, and is named.
    "statement_timeout=120s",
]


@contextlib.contextmanager
def servers(*, durable: bool = False) -> Iterator[dict[str, str]]:
    """Start both, give the environment that points at them, and stop and remove them whatever happens.

    :param durable: whether PostgreSQL writes to the disk before it says that something is committed, as it does for
        real; tests need not wait for that, measurements of what is saved must.
    """
    # Short, because the path of a socket may have 107 characters at most.
    folder = Path(tempfile.mkdtemp(prefix="portal-", dir="/tmp"))
    try:
        with _postgres(folder / "pg", [] if durable else HURRY) as database, _redis(folder) as redis:
            yield {
                "DATABASE_URL": database,
                "BROKER_URL": f"redis+socket://{redis}?virtual_host=0",
                "CACHE_URL": f"unix://{redis}?db=1",
            }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _postgres(data: Path, settings: list[str]) -> Iterator[str]:
    binaries, postgres = _postgres_programs(), as_postgres()
    data.mkdir()
    if postgres:
        data.parent.chmod(0o711)
        shutil.chown(data, pwd.getpwnam("postgres").pw_uid)
    _quietly(
        *[*postgres, str(binaries / "initdb"), "-D", str(data / "db"), "--username=portal"],
        *["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
    )
    control = [*postgres, str(binaries / "pg_ctl"), "-D", str(data / "db"), "-s", "-w"]
    options = " ".join(
        [
            "-c listen_addresses=''",
            f"-c unix_socket_directories='{data}'",
            *(f"-c {word}" for word in settings),
        ]
    )
    _quietly(*control, "-l", str(data / "log"), "-o", options, "start")
    try:
        yield f"postgres://portal@{quote(str(data), safe='')}/portal"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, cwd="/")  # noqa: S603


@contextlib.contextmanager
def _redis(folder: Path) -> Iterator[str]:
    socket = folder / "redis.sock"
    server = subprocess.Popen(  # noqa: S603
        [
            *[program("redis-server"), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700"],
            *["--save", "", "--appendonly", "no", "--dir", str(folder), "--databases", "64"],
        ],
        stdout=subprocess.DEVNULL,
        # Ctrl-C is for the run; it stops this one when it is done.
        start_new_session=True,
        preexec_fn=die_with_parent,
    )
    try:
        deadline = time.monotonic() + 10
        while not socket.exists():
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("redis-server did not start.")
            time.sleep(0.05)
        yield str(socket)
    finally:
        server.terminate()
        server.wait()


def _postgres_programs() -> Path:
    """The newest PostgreSQL of the machine; Debian keeps its programs outside the search path."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    if not versions:
        raise RuntimeError(f"PostgreSQL is not there. {INSTALL}")
    return versions[-1]


def _quietly(*command: str) -> None:
    """Run it; show what it wrote only when it failed."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd="/")  # noqa: S603
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")
