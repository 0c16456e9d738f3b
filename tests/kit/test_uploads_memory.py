"""The worst files that are taken are judged within 300 MB, by a process that does nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from kit.uploads.packages import MAX_UNPACKED
from tests.house.production import ROOT
from tests.kit.hostile_files import office_parts, picture, zipped

MEASURE = """
import re, sys
from pathlib import Path
from django.core.files import File
from kit.uploads import examine
for name in sys.argv[1:]:
    with open(name, "rb") as file:
        print(examine(File(file)).kind.name)
# Not getrusage: its figure begins with that of the process that started this one.
print(int(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def test_the_worst_files(tmp_path: Path) -> None:
    filled = os.urandom(2_000_000)  # as full as a package may be
    document = zipped(office_parts(more={"a.bin": filled + bytes(MAX_UNPACKED - len(filled) - 1_000_000)}))
    files = {"minutes.docx": document, "photo.jpg": picture("JPEG", (7_070, 7_070))}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    done = subprocess.run(  # noqa: S603 - our own interpreter and text
        [sys.executable, "-c", MEASURE, *(str(tmp_path / name) for name in files)],
        capture_output=True,
        cwd=ROOT,
        check=True,
        text=True,
    )
    *judged, megabytes = done.stdout.split()
    assert judged == ["DOCX", "JPEG"]
    assert int(megabytes) < 300
