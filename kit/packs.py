"""Packs: what a trust decides and may change next year, as a YAML file that people read and a model checks.

A wrong pack is never half loaded: ``load`` collects what is wrong, each with file, line and remedy.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from io import StringIO
from pathlib import Path
from reprlib import repr as short
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.scalarstring import FoldedScalarString

T = TypeVar("T", bound=BaseModel)

Place = tuple[str | int, ...]

_WIDTH = 110


@dataclass(frozen=True)
class Finding:
    """One thing wrong with a pack: where (keys and positions from the top), what, and what to do about it."""

    path: Place
    sentence: str
    remedy: str


class PackError(Exception):
    """A pack cannot be used; ``findings`` are lines of the form ``file:line: what is wrong. What to do.``"""

    def __init__(self, findings: Sequence[str]) -> None:
        super().__init__("\n".join(findings))
        self.findings = tuple(findings)


def load(path: Path | str, model: type[T], checks: Callable[[T], Iterable[Finding]] = lambda pack: ()) -> T:
    """Read the pack at ``path`` into ``model``, then ask ``checks`` what a type cannot know.

    :raises PackError: with every finding, in the order of the lines.
    """
    path = Path(path)
    tree = _parse(path)
    try:
        pack = model.model_validate(_plain(tree))
    except ValidationError as error:
        raise _refuse(path, tree, _findings(error)) from error
    found = list(checks(pack))
    if found:
        raise _refuse(path, tree, found)
    return pack


def dump(model: BaseModel) -> str:
    """The pack as YAML that ``load`` reads back to an equal model; defaults are left out."""
    yaml = YAML()
    yaml.width = _WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = StringIO()
    yaml.dump(_writable(model.model_dump(mode="python", exclude_defaults=True)), text)
    return text.getvalue()


def _parse(path: Path) -> Any:
    try:
        tree = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise PackError([f"{path}:1: The file cannot be read ({error.strerror}). Check its name."]) from error
    except UnicodeDecodeError as error:
        raise PackError([f"{path}:1: The file is not UTF-8 text. Save it as UTF-8."]) from error
    except DuplicateKeyError as error:
        raise _unreadable(path, error, "Keep one of the two.") from error
    except MarkedYAMLError as error:
        raise _unreadable(path, error, "Check the indentation and the quotes at this line.") from error
    except YAMLError as error:
        raise PackError([f"{path}:1: This is not YAML ({error}). Correct the file."]) from error
    if not isinstance(tree, CommentedMap):
        raise PackError([f"{path}:1: A pack is a list of `name: value` lines. Begin with `key:`."])
    return tree


def _unreadable(path: Path, error: MarkedYAMLError, remedy: str) -> PackError:
    line = error.problem_mark.line + 1 if error.problem_mark else 1
    problem = str(error.problem or "not YAML").splitlines()[0]
    return PackError([f"{path}:{line}: The file cannot be understood here: {problem}. {remedy}"])


def _refuse(path: Path, tree: Any, findings: Iterable[Finding]) -> PackError:
    placed = sorted((_line(tree, each.path), each.sentence, each.remedy) for each in findings)
    return PackError([f"{path}:{line}: {sentence} {remedy}" for line, sentence, remedy in placed])


def _line(tree: Any, place: Place) -> int:
    """The line, from 1, of the deepest part of ``place`` that stands in the file.

    Parts that the file does not know are passed over: a missing key, or the tag pydantic adds for a union.
    """
    node, line = tree, tree.lc.line
    for step in place:
        if isinstance(node, CommentedMap) and step in node:
            line = node.lc.key(step)[0]
        elif isinstance(node, CommentedSeq) and isinstance(step, int) and step < len(node):
            line = node.lc.item(step)[0]
        else:
            continue
        node = node[step]
    return int(line) + 1


def _findings(error: ValidationError) -> list[Finding]:
    """What pydantic found, without a list called too short only because a part of it was wrong."""
    errors = error.errors()
    places = [each["loc"] for each in errors]
    return [
        _finding(each)
        for each in errors
        if each["type"] != "too_short"
        or not any(place != each["loc"] and place[: len(each["loc"])] == each["loc"] for place in places)
    ]


def _finding(error: Mapping[str, Any]) -> Finding:
    """A pydantic error in the words of somebody who edits the file."""
    place: Place = tuple(error["loc"])
    name = next((f"`{part}`" for part in reversed(place) if isinstance(part, str)), "the pack")
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return Finding(place, f"{name} is missing.", f"Add {name}.")
        case "extra_forbidden":
            return Finding(place, f"{name} is not known here.", "Remove it or correct its spelling.")
        case "union_tag_invalid":
            tag, allowed = context.get("tag"), context.get("expected_tags")
            return Finding(place, f"{tag!r} is not known here.", f"Use one of {allowed}.")
        case "literal_error" | "enum":
            return Finding(
                place,
                f"{name} is {short(error['input'])}.",
                f"Use {context.get('expected', 'a known value')}.",
            )
        case _:
            return Finding(place, f"{name} is {short(error['input'])}.", f"{error['msg']}.")


def _plain(node: Any) -> Any:
    """The tree without the line numbers: dicts, lists and scalars of Python's own types."""
    match node:
        case CommentedMap():
            return {key: _plain(value) for key, value in node.items()}
        case CommentedSeq():
            return [_plain(value) for value in node]
        case str():
            return str(node)
        case float():
            return float(node)
        case _:
            return node


def _list(values: list[Any]) -> CommentedSeq:
    """A few short words stand on one line, everything else below each other."""
    sequence = CommentedSeq(values)
    if all(isinstance(each, str | int | float) for each in values) and len(str(values)) < _WIDTH - 30:
        sequence.fa.set_flow_style()
    return sequence


def _writable(value: Any) -> Any:
    match value:
        case dict():
            return {key: _writable(each) for key, each in value.items()}
        case tuple() | list():
            return _list([_writable(each) for each in value])
        case set() | frozenset():
            return sorted(_writable(each) for each in value)
        case Enum():
            return value.value
        case str() if len(value) > _WIDTH - 30:
            return FoldedScalarString(value)
        case _:
            return value
