"""Each document is drawn by a process of its own that can neither hang, nor eat the machine, nor know a
password.

Text from people reaches a layout engine here. Whatever it provokes ends with that process, after at most
``Limits.wall`` seconds, and the caller gets a PdfError with a sentence.
"""

import base64
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from html import escape
from pathlib import Path

from kit.pdf.assets import font_folder, house_assets
from kit.pdf.errors import FAILED, PdfError

ROOT = Path(__file__).resolve().parents[2]

# The system's own fonts stay out of it, so that every machine draws the same.
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{folder}</cachedir></fontconfig>
"""


@dataclass(frozen=True)
class Limits:
    """What one document may use. A report of forty pages took 5 s and 210 MB when measured."""

    wall: float = 90  # seconds, then killed
    cpu: int = 60  # seconds of processor time
    memory: int = 1_500_000_000  # bytes of address space
    file: int = 50_000_000  # bytes in any one temporary file
    files: int = 64  # open at once


def render(
    html: str,
    *,
    title: str,
    author: str,
    identifier: str,
    issued_at: datetime,
    assets: Mapping[str, bytes] | None = None,
    limits: Limits | None = None,
) -> bytes:
    """Draw ``html``, a whole document as ``templates/pdf/base.html`` makes it, as a tagged PDF/UA-1.

    Equal arguments and equal ``made_with()`` give equal bytes.

    :param title: the name a reader shows in its title bar.
    :param author: who answers for the document, such as the trust's name.
    :param identifier: tells this document from every other; never shown.
    :param issued_at: an aware datetime, the document's creation date.
    :param assets: further files by name (css, svg, png, ttf), served as ``asset:<name>`` beside our own.
    :raises PdfError: when the document asks for anything else, breaks a limit or cannot be made accessible.
    :raises ValueError: when ``issued_at`` is naive.
    """
    if issued_at.tzinfo is None:
        raise ValueError("issued_at has no time zone")
    limits = limits or Limits()
    request = {
        "html": html,
        "title": title,
        "author": author,
        "identifier": identifier,
        "issued_at": issued_at.isoformat(timespec="seconds"),
        "assets": {
            name: base64.b64encode(content).decode()
            for name, content in {**house_assets(), **(assets or {})}.items()
        },
        "limits": asdict(limits),
    }
    return _run("kit.pdf.child", json.dumps(request).encode(), issued_at, limits)


def _run(module: str, request: bytes, issued_at: datetime, limits: Limits) -> bytes:
    with tempfile.TemporaryDirectory(prefix="pdf-") as folder:
        child = subprocess.Popen(  # noqa: S603  # our own interpreter, our own module
            [sys.executable, "-P", "-s", "-m", module],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            env=_environment(folder, issued_at),
            start_new_session=True,
        )
        try:
            pdf, errors = child.communicate(request, timeout=limits.wall)
        except subprocess.TimeoutExpired as error:
            raise PdfError(
                f"The document was not drawn within {limits.wall:g} seconds, so the attempt was stopped."
            ) from error
        finally:
            _end(child)
    return _answer(child.returncode, pdf, errors.decode(errors="replace"))


def _environment(folder: str, issued_at: datetime) -> dict[str, str]:
    """All the child gets to know: no database address, no secret, no system font."""
    fonts = Path(folder) / "fonts.conf"
    fonts.write_text(FONTS_CONF.format(fonts=escape(str(font_folder())), folder=escape(folder)))
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(ROOT),
        "PYTHONHASHSEED": "0",
        "PYTHONUTF8": "1",
        "LANG": "C.UTF-8",
        "HOME": folder,
        "TMPDIR": folder,
        "FONTCONFIG_FILE": str(fonts),
        "SOURCE_DATE_EPOCH": str(int(issued_at.timestamp())),
    }


def _end(child: "subprocess.Popen[bytes]") -> None:
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.communicate()


def _answer(code: int, pdf: bytes, errors: str) -> bytes:
    last = errors.strip().rpartition("\n")[2]
    if code == FAILED and last.startswith("{"):
        told = json.loads(last)
        raise PdfError(told["sentence"], told["detail"])
    if code == -signal.SIGXCPU or code == -signal.SIGKILL:
        raise PdfError("The document took too much of the computer's time, so the attempt was stopped.", last)
    if code != 0 or not pdf.startswith(b"%PDF-"):
        memory = "MemoryError" in errors or "cannot allocate" in errors.lower()
        raise PdfError(
            "The document needs more memory than a document may have."
            if memory
            else "The document could not be drawn: the program that draws it stopped.",
            f"exit code {code}: {errors[-2000:].strip()}",
        )
    return pdf
