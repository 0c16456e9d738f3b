"""YAML read so that every part of it still knows its line."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from kit.packs.findings import PackError, Place

MOST_PARTS = 50_000  # the trust's own pack has about 4,000
DEEPEST = 40


@dataclass(frozen=True)
class Document:
    """The plain data of a pack beside the parsed tree that knows its lines."""

    name: str
    data: Any
    tree: Any

    def line(self, place: Place) -> int:
        """The line, from 1, of the deepest part of ``place`` that stands in the file.

        Parts that the file does not know are passed over: a missing key, or the tag that a union of types adds.
        """
        node, line = self.tree, int(self.tree.lc.line)
        for step in place:
            if isinstance(node, Mapping) and step in node:
                line = node.lc.key(step)[0]  # type: ignore[attr-defined]
            elif isinstance(node, list) and isinstance(step, int) and step < len(node):
                line = node.lc.item(step)[0]  # type: ignore[attr-defined]
            else:
                continue
            node = node[step]
        return line + 1


def read(path: Path) -> str:
    """The text of a pack file.

    :raises PackError: when it is not there or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        why = error.strerror or "unknown reason"
        raise PackError([f"{path}:1: The file cannot be read ({why}). Check its name and place."]) from error
    except UnicodeDecodeError as error:
        raise PackError([f"{path}:1: The file is not UTF-8 text. Save it as UTF-8."]) from error


def parse(text: str, name: str) -> Document:
    """Parse YAML, keeping line numbers.

    :raises PackError: for a fault of the YAML, a key given twice, anything but `name: value` lines, or a file that
        is nested too deep or unfolds to more than a person could have written.
    """
    try:
        tree = YAML(typ="rt").load(text)
    except DuplicateKeyError as error:
        raise _unreadable(name, error, "Keep one of the two.") from error
    except MarkedYAMLError as error:
        raise _unreadable(name, error, "Check indentation, colons and quotes at this line.") from error
    except (YAMLError, ValueError) as error:
        raise PackError([f"{name}:1: This is not YAML ({error}). Correct the file."]) from error
    except RecursionError as error:
        raise PackError([f"{name}:1: {TOO_DEEP}"]) from error
    if not isinstance(tree, Mapping):
        raise PackError([f"{name}:1: A pack is made of `name: value` lines. Begin with `key:`."])
    return Document(name, _Unfolding(name).plain(tree), tree)


TOO_DEEP = "Parts stand inside parts too many times over. Keep to the shape of a pack."
TOO_MUCH = "The file unfolds to far more than a pack holds. Write each part out once, without `*` references."


def _unreadable(name: str, error: MarkedYAMLError, remedy: str) -> PackError:
    mark = error.problem_mark or error.context_mark
    problem = str(error.problem or "not YAML").splitlines()[0]
    line = mark.line + 1 if mark else 1
    return PackError([f"{name}:{line}: The file cannot be understood here: {problem}. {remedy}"])


class _Unfolding:
    """The tree without the parser's own types, so that nothing of it leaks into the pack.

    References make a small file unfold without end; so its parts are counted.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.parts = 0

    def plain(self, node: Any, depth: int = 0) -> Any:
        self.parts += 1
        if self.parts > MOST_PARTS or depth > DEEPEST:
            raise PackError([f"{self.name}:1: {TOO_MUCH if self.parts > MOST_PARTS else TOO_DEEP}"])
        match node:
            case Mapping():
                return {self.name_of(key): self.plain(value, depth + 1) for key, value in node.items()}
            case list():
                return [self.plain(value, depth + 1) for value in node]
            case bool():
                return node
            case str():
                return str(node)
            case float():
                return float(node)
            case int():
                return int(node)
        return node

    def name_of(self, key: Any) -> Any:
        if not isinstance(key, str | int | float | bool):
            raise PackError([f"{self.name}:1: A name before a colon must be a word. Correct `{key}`."])
        return self.plain(key)
