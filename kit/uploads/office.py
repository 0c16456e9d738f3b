"""Word, Excel, PowerPoint (ECMA-376) and OpenDocument (ISO 26300): what kind a package is, and that it is only that."""

import re
from dataclasses import dataclass, field

from kit.refusals import Refusal, Refused, require
from kit.text import printable
from kit.uploads.kinds import REMEDIES, TAKEN, Kind
from kit.uploads.markup import elements_of, is_markup
from kit.uploads.packages import DAMAGED, LOCKED, parts

_OOXML = "application/vnd.openxmlformats-officedocument."
_MAIN = {
    f"{_OOXML}wordprocessingml.document.main+xml": Kind.DOCX,
    f"{_OOXML}spreadsheetml.sheet.main+xml": Kind.XLSX,
    f"{_OOXML}presentationml.presentation.main+xml": Kind.PPTX,
}
_OPEN = {kind.content_type: kind for kind in (Kind.ODT, Kind.ODS)}
_TYPES, _RELATIONS, _MIMETYPE = "[Content_Types].xml", "_rels/.rels", "mimetype"
_MANIFEST, _CONTENT = "META-INF/manifest.xml", "content.xml"

# The lists are gathered in memory; 5,000 parts fill a quarter of this.
MAX_LIST = 2 * 1024 * 1024

_MACRO_NAME = re.compile(
    r"(^|/)vba(project|data)|(^|/)macrosheets/|^(basic|scripts)/|\.(doc|dot|xls|xlt|ppt|pot|pps)m$"
)
_MACRO_TYPE = re.compile(r"macroenabled|vbaproject|macrosheet", re.IGNORECASE)
# Inside an embedded workbook, where names are not packed; and how OpenDocument calls a macro.
_MACRO_BYTES = (b"vbaProject.bin", b"vnd.sun.star.script:")
_PROGRAM_NAME = re.compile(
    r"\.(exe|com|dll|scr|msi|js|jse|vbs|vbe|wsf|hta|bat|cmd|ps1|lnk|jar|html?|mht|mhtml|zip)$", re.IGNORECASE
)
# The stream in which Office keeps any file that was dropped into a document.
_PACKED_FILE = "\x01Ole10Native".encode("utf-16-le")
_PROGRAM = b"MZ"
# Relations that a program follows on opening, without a click.
_LOADED = re.compile(r"/(attachedTemplate|oleObject|frame|subDocument|aFChunk)$")
_WEB = re.compile(r"\s*(https?:|ftp:|//|\\\\)", re.IGNORECASE)


@dataclass
class _Found:
    """What the parts of a package said, gathered while they passed by."""

    names: set[str] = field(default_factory=set)
    types: dict[str, str] = field(default_factory=dict)  # content type by name of the part, or by .ending
    mimetype: str = ""
    is_locked: bool = False
    has_macros: bool = False
    carries_files: bool = False
    loads_from: str = ""


def kind_of_package(data: bytes) -> Kind:
    """The kind of an office file.

    :raises Refused: when the package is none, or carries what it must not.
    """
    found = _Found()
    for name, part in parts(data):
        _look_at(name, part, found)
    require(other_than_office(found))
    require(carries_danger(found))
    kind = _kind(found)
    if kind is None:
        raise Refused(DAMAGED)
    return kind


def other_than_office(found: _Found) -> Refusal | None:
    if _TYPES in found.names or _MIMETYPE in found.names:
        return None
    return Refusal(
        code="kind-not-taken",
        sentence=f"This kind of file is not taken. {REMEDIES['zip']} Taken are: {TAKEN}.",
    )


def carries_danger(found: _Found) -> Refusal | None:
    """The refusal for macros, a password, other files inside, or contents that would be fetched from the web."""
    if found.is_locked:
        return LOCKED
    if found.has_macros or any(_MACRO_TYPE.search(each) for each in found.types.values()):
        return Refusal(
            code="macros",
            sentence="The file holds macros (small programs). Save it without them, as .docx, .xlsx or .pptx, or as "
            "PDF.",
        )
    if found.carries_files:
        return Refusal(
            code="carries-files",
            sentence="Another file is packed into this one. Send it by itself, and this one as PDF.",
        )
    if found.loads_from:
        return Refusal(
            code="loads-from-the-web",
            sentence=f"When it is opened, the file loads something from {found.loads_from}. Save it as PDF.",
        )
    return None


def _look_at(name: str, part: bytearray, found: _Found) -> None:
    found.names.add(name)
    low = name.lower()
    if _MACRO_NAME.search(low) or any(each in part for each in _MACRO_BYTES):
        found.has_macros = True
    if _PROGRAM_NAME.search(low) or part.startswith(_PROGRAM) or _PACKED_FILE in part:
        found.carries_files = True
    elif name == _MIMETYPE:
        found.mimetype = part[:200].decode("ascii", "replace")
    elif is_markup(name, part):
        _read(name, part, found)


def _read(name: str, part: bytearray, found: _Found) -> None:
    """Every part is parsed, so that none is damaged or defines entities; three of them tell something."""

    def element(tag: str, attributes: dict[str, str]) -> None:
        if name == _TYPES and tag in ("Override", "Default"):
            place = attributes.get("PartName", "").lstrip("/") or f".{attributes.get('Extension', '')}"
            found.types[place] = attributes.get("ContentType", "")
        elif name.endswith(".rels") and tag == "Relationship":
            target = attributes.get("Target", "")
            if _LOADED.search(attributes.get("Type", "")) and _WEB.match(target):
                found.loads_from = printable(target.strip()[:100])
        elif name == _MANIFEST and tag == "encryption-data":
            found.is_locked = True

    tells = name in (_TYPES, _MANIFEST) or name.endswith(".rels")
    if tells and len(part) > MAX_LIST:
        raise Refused(DAMAGED)
    try:
        elements_of(part, element if tells else None)
    except Refused as refused:
        # Excel's old drawings may hold an unclosed <br>. Whoever reads on at such a place does so without definitions,
        # which stand before everything else.
        if refused.refusal is not DAMAGED or not name.lower().endswith(".vml"):
            raise


def _kind(found: _Found) -> Kind | None:
    if _MIMETYPE in found.names:
        is_whole = {_MANIFEST, _CONTENT} <= found.names
        return _OPEN.get(found.mimetype.strip()) if is_whole else None
    kinds = {_MAIN[each] for place, each in found.types.items() if each in _MAIN and place in found.names}
    return kinds.pop() if len(kinds) == 1 and {_TYPES, _RELATIONS} <= found.names else None
