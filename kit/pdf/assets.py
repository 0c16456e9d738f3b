"""The files any document may use, by name: the print style, the fonts and the small shapes."""

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from kit.charts import SHAPES, shape

STYLE = Path(__file__).resolve().parents[2] / "static" / "css" / "pdf.css"

FACES = {
    "atkinson-regular.ttf": "AtkinsonHyperlegible-Regular.ttf",
    "atkinson-italic.ttf": "AtkinsonHyperlegible-Italic.ttf",
    "atkinson-bold.ttf": "AtkinsonHyperlegible-Bold.ttf",
    "atkinson-bold-italic.ttf": "AtkinsonHyperlegible-BoldItalic.ttf",
}

CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".ttf": "font/ttf",
    ".svg": "image/svg+xml",
    ".png": "image/png",
}


def font_folder() -> Path:
    """Where the package ``fontpkg-atkinson-hyperlegible`` keeps its four static faces."""
    return Path(str(files("fontpkg_atkinson_hyperlegible") / "files"))


@cache
def font_files() -> dict[str, bytes]:
    """The font files of FACES by our name."""
    return {name: (font_folder() / file).read_bytes() for name, file in FACES.items()}


def house_assets() -> dict[str, bytes]:
    """What every document can name as ``asset:<name>``: ``pdf.css``, the fonts, ``shape-<name>.svg`` and,
    for dark grounds, ``shape-<name>-light.svg``."""
    shapes = {f"shape-{name}.svg": shape(name) for name in SHAPES}
    shapes |= {f"shape-{name}-light.svg": shape(name, "#ffffff") for name in SHAPES}
    return {"pdf.css": STYLE.read_bytes(), **font_files(), **shapes}


def made_with() -> str:
    """A name for everything outside the document that decides its bytes: programs, our code, style, fonts.

    A report that keeps it can say, when drawn again, whether a difference comes from its tools.
    """
    digest = hashlib.sha256()
    code = {path.name: path.read_bytes() for path in Path(__file__).parent.glob("*.py")}
    for name, content in sorted({**house_assets(), **code}.items()):
        digest.update(name.encode() + b"\0" + hashlib.sha256(content).digest())
    programs = " ".join(f"{name} {version(name)}" for name in ("weasyprint", "pydyf", "fonttools", "pikepdf"))
    return f"{programs} house {digest.hexdigest()[:16]}"
