"""What a bare machine is told and given, on a machine made of a few scripts: nothing real is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.house.production import ROOT

TOOLS = ("bash", "cat", "env", "ls", "mktemp", "rm", "sort", "tail", "touch", "xargs")
APT_GET = """#!/usr/bin/env bash
echo "$*" >>"$MACHINE/asked"
case " $* " in *" update "*) exit "${UPDATE:-0}" ;; esac
for word in "$@"; do
  case "$word" in
    $UNKNOWN) echo "E: Unable to locate package $word"; exit 100 ;;
    redis-server) cp "$MACHINE/nothing" "$MACHINE/bin/redis-server" ;;
    poppler-utils) cp "$MACHINE/nothing" "$MACHINE/bin/pdftoppm" ;;
    chromium) cp "$MACHINE/nothing" "$MACHINE/bin/chromium" ;;
    python3.12-venv) touch "$MACHINE/ensurepip" ;;
  esac
done
"""
APT_CACHE = """#!/usr/bin/env bash
if [ "$2" = "$UNKNOWN" ]; then echo "  Candidate: (none)"; else echo "  Candidate: 1.0"; fi
"""
PYTHON = """#!/usr/bin/env bash
case "$2" in
  *ensurepip*) [ -e "$MACHINE/ensurepip" ] ;;
  *print*) echo 3.12 ;;
esac
"""
NOTHING = "#!/usr/bin/env bash\n"


class Machine:
    """A folder that is the whole search path; what apt-get was asked stands in ``asked``."""

    def __init__(self, folder: Path, *, uid: int = 0, programs: Iterable[str] = ()) -> None:
        self.folder, self.bin = folder, folder / "bin"
        self.bin.mkdir()
        for name in (*TOOLS, "cp"):
            found = shutil.which(name)
            assert found
            (self.bin / name).symlink_to(found)
        self.put("id", f"#!/usr/bin/env bash\necho {uid}\n")
        # PostgreSQL is looked for outside the search path too: here it is always there.
        for name in ("ldconfig", "initdb", *programs):
            self.put(name, NOTHING)
        (folder / "nothing").write_text(NOTHING)
        (folder / "nothing").chmod(0o755)

    def put(self, name: str, text: str) -> None:
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)

    def with_apt(self) -> Machine:
        self.put("apt-get", APT_GET)
        self.put("apt-cache", APT_CACHE)
        return self

    def run(self, *groups: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603 (our own script)
            [str(self.bin / "bash"), "scripts/system_packages.sh", *groups],
            cwd=ROOT,
            env={"PATH": str(self.bin), "MACHINE": str(self.folder), "UNKNOWN": "-", **environment},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )

    def asked(self) -> str:
        path = self.folder / "asked"
        return path.read_text() if path.exists() else ""


def test_a_machine_that_has_everything_is_asked_nothing(tmp_path: Path) -> None:
    machine = Machine(tmp_path, programs=["redis-server", "chromium", "pdftoppm"]).with_apt()
    done = machine.run("tests")
    assert (done.returncode, done.stdout, done.stderr, machine.asked()) == (0, "", "", "")


def test_what_is_missing_is_installed_and_looked_for_again(tmp_path: Path) -> None:
    machine = Machine(tmp_path, programs=["pdftoppm"]).with_apt()
    done = machine.run("tests")
    assert done.returncode == 0, done.stderr
    assert "install --no-install-recommends redis-server chromium" in machine.asked()


def test_a_package_that_apt_does_not_have_keeps_no_other_from_coming(tmp_path: Path) -> None:
    """Ubuntu has Chromium as a snap only."""
    machine = Machine(tmp_path).with_apt()
    done = machine.run("tests", UNKNOWN="chromium")
    assert done.returncode == 1
    assert (machine.bin / "redis-server").exists()
    assert "  - chromium (the browser tests)" in done.stderr
    assert "redis" not in done.stderr
    assert "CHROMIUM=/opt/google/chrome/chrome make test" in done.stderr


def test_a_browser_can_be_named(tmp_path: Path) -> None:
    machine = Machine(tmp_path, programs=["redis-server", "pdftoppm", "my-browser"])
    assert machine.run("tests", CHROMIUM=str(machine.bin / "my-browser")).returncode == 0


def test_lists_that_cannot_be_renewed_are_only_mentioned(tmp_path: Path) -> None:
    machine = Machine(tmp_path).with_apt()
    done = machine.run("tests", UPDATE="100")
    assert done.returncode == 0
    assert "could not renew its lists" in done.stderr


def test_the_environments_belong_to_the_python_that_was_found(tmp_path: Path) -> None:
    machine = Machine(tmp_path).with_apt()
    machine.put("python3.12", PYTHON)
    done = machine.run("venv", PYTHON="python3.12")
    assert done.returncode == 0, done.stderr
    assert "python3.12-venv" in machine.asked()


def test_what_was_installed_and_did_not_help_is_named(tmp_path: Path) -> None:
    machine = Machine(tmp_path).with_apt()
    machine.put("python3.12", PYTHON.replace("ensurepip*", "ensurepip*) false ;; *never*"))
    done = machine.run("venv", PYTHON="python3.12")
    assert done.returncode == 1
    assert "  - python3.12-venv (Python's own environments)" in done.stderr


@pytest.mark.parametrize("with_sudo", [True, False])
def test_without_root_nothing_is_installed_unless_sudo_may(tmp_path: Path, with_sudo: bool) -> None:
    machine = Machine(tmp_path, uid=1000).with_apt()
    if with_sudo:
        machine.put("sudo", '#!/usr/bin/env bash\n[ "$1" = -n ] && exit 0\nexec "$@"\n')
    done = machine.run("tests")
    assert (done.returncode == 0) == with_sudo, done.stderr
    assert bool(machine.asked()) == with_sudo
    if not with_sudo:
        assert (
            "sudo apt-get install --no-install-recommends redis-server chromium poppler-utils" in done.stderr
        )


def test_without_apt_each_piece_is_named(tmp_path: Path) -> None:
    done = Machine(tmp_path).run("pdf", "tests")
    assert done.returncode == 1
    for name in ("libpango-1.0-0", "libharfbuzz-subset0", "redis-server", "poppler-utils"):
        assert f"  - {name} (" in done.stderr
    assert "brew install" in done.stderr


def test_bash_reads_every_script() -> None:
    for script in sorted(ROOT.glob("scripts/*.sh")):
        done = subprocess.run(["bash", "-n", str(script)], capture_output=True, check=False, env=os.environ)  # noqa: S603, S607
        assert done.returncode == 0, done.stderr
