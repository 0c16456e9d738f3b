"""XML of strangers: parsed to its end, without a document type definition.

The parser is Python's own binding of Expat, told to stop where a definition begins: entities, and with them every
way of fetching or multiplying something, can only be defined there. defusedxml does the same in front of parsers that
build trees, which would cost ten times the memory of the part.
"""

from collections.abc import Callable
from xml.parsers import expat

from kit.refusals import Refusal, Refused
from kit.uploads.packages import DAMAGED

# Expat before 2.6 reads a long tag or comment again with each piece it is fed (CVE-2023-52425): a hundred megabytes
# of it would take half a minute.
MAX_TAG = 1024 * 1024

_PIECE = 256 * 1024
_ENDINGS = (".xml", ".rels", ".vml", ".rdf", ".svg")
_BEGINNINGS = (b"<", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00<")

_DEFINES = Refusal(
    code="outside-definitions",
    sentence="The file asks for definitions from outside itself, which no office program writes. Open it and save "
    "it as PDF.",
)


def is_markup(name: str, part: bytearray) -> bool:
    """Whether a part is XML by its name, or by its beginning whatever it is called. LibreOffice leaves some empty."""
    beginning = part[:64].lstrip()
    return beginning.startswith(_BEGINNINGS) or bool(beginning and name.lower().endswith(_ENDINGS))


def elements_of(part: bytearray, element: Callable[[str, dict[str, str]], None] | None = None) -> None:
    """Parse ``part``, telling ``element`` the name (without its namespace) and attributes of each element.

    :raises Refused: when it is not well-formed, has a document type definition, or a tag of more than a megabyte.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = _refuse
    if element is not None:
        parser.StartElementHandler = lambda name, attributes: element(
            _local(name), {_local(key): value for key, value in attributes.items()}
        )
    try:
        for fed in range(0, len(part), _PIECE):
            parser.Parse(part[fed : fed + _PIECE], False)
            if fed - parser.CurrentByteIndex > MAX_TAG:
                raise Refused(DAMAGED)
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refused(DAMAGED) from error


def _local(name: str) -> str:
    return name.rsplit(" ", 1)[-1]


def _refuse(*_: object) -> None:
    raise Refused(_DEFINES)
