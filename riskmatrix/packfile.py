"""Reading a YAML pack so that every fault can be told as ``file:line: what is wrong, and the remedy``."""

import datetime as dt
import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

Loc = tuple[str | int, ...]


@dataclass(frozen=True, order=True)
class Finding:
    """One fault in a pack: its line (from 1) and a sentence with the remedy."""

    line: int
    sentence: str


class PackError(Exception):
    """A pack cannot be used; the message lists every finding, one a line, with file and line."""

    def __init__(self, name: str, findings: Iterable[Finding]) -> None:
        self.name = name
        self.findings = tuple(sorted(set(findings)))
        super().__init__("\n".join(f"{name}:{f.line}: {f.sentence}" for f in self.findings))


@dataclass(frozen=True)
class PackDocument:
    """The plain data of a pack beside the parsed tree that still knows its lines."""

    data: Any
    tree: Any

    def line(self, loc: Loc) -> int:
        """The line (from 1) of the deepest part of ``loc`` that is really in the file."""
        node, line = self.tree, 1
        for part in loc:
            if isinstance(node, Mapping) and part in node:
                line = node.lc.key(part)[0] + 1  # type: ignore[attr-defined]
            elif isinstance(node, list) and isinstance(part, int) and part < len(node):
                line = node.lc.item(part)[0] + 1  # type: ignore[attr-defined]
            else:
                break
            node = node[part]
        return line


def read(path: Path) -> str:
    """The text of a pack file.

    :raises PackError: when it is not there or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        why = error.strerror or "unknown reason"
        raise PackError(
            path.name, [Finding(1, f"The file cannot be read ({why}). Check its name and place.")]
        ) from error
    except UnicodeDecodeError as error:
        raise PackError(
            path.name, [Finding(1, "The file is not UTF-8. Save it again with that encoding.")]
        ) from error


def parse(text: str, name: str) -> PackDocument:
    """Parse YAML, keeping line numbers.

    :raises PackError: for a YAML syntax error, a key given twice, or a file that is not a mapping.
    """
    try:
        tree = YAML(typ="rt").load(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = (error.problem or "the YAML cannot be read").splitlines()[0]
        remedy = (
            "Remove one of the two."
            if "duplicate key" in problem
            else "Check indentation, colons and quotes here."
        )
        found = Finding(mark.line + 1 if mark else 1, f"YAML: {problem}. {remedy}")
        raise PackError(name, [found]) from error
    if not isinstance(tree, Mapping):
        raise PackError(
            name, [Finding(1, "The pack must be a mapping. Begin with `key:`, `version:` and `title:`.")]
        )
    return PackDocument(data=_plain(tree), tree=tree)


def _plain(node: Any) -> Any:
    """Without the parser's own types, so that nothing of it leaks into the specification."""
    match node:
        case Mapping():
            return {_plain(key): _plain(value) for key, value in node.items()}
        case list():
            return [_plain(item) for item in node]
        case bool() | None | dt.date():
            return node
        case str():
            return str(node)
        case float():
            return float(node)
        case int():
            return int(node)
    return node


def is_echo(error: ErrorDetails) -> bool:
    """Whether the error only repeats another.

    So does that of the whole, and that of a list which counts as too short because an entry in it is wrong.
    """
    if error["type"] == "too_short":
        return bool(len(error["input"]) >= error["ctx"]["min_length"])
    return not error["loc"]


def describe(error: ErrorDetails, model: type[BaseModel]) -> str:
    """A pydantic error as a sentence for whoever edits the pack, with the remedy."""
    loc, kind, ctx = error["loc"], error["type"], error.get("ctx", {})
    key = f"`{loc[-1]}`" if loc else "The pack"
    if kind == "missing":
        return f"{key} is missing. Add `{loc[-1]}:` to this entry."
    if kind == "extra_forbidden":
        known = _known_keys(model, loc[:-1])
        close = difflib.get_close_matches(str(loc[-1]), known, n=1)
        hint = f"Did you mean `{close[0]}`?" if close else f"Remove it; known here: {', '.join(known)}."
        return f"{key} is not a known key. {hint}"
    if kind == "string_type":
        return f"{key} must be text, but is {error['input']!r}. Write it in quotes."
    if kind == "string_pattern_mismatch":
        return f"{key} is {error['input']!r}. Use small letters, digits and single hyphens, a letter first."
    if kind in {"string_too_short", "too_short"}:
        return f"{key} is too short. Give at least {ctx.get('min_length')}."
    if kind in {"string_too_long", "too_long"}:
        return f"{key} is too long. Keep to {ctx.get('max_length')} at most."
    if kind in {"literal_error", "enum"}:
        return f"{key} is {error['input']!r}. Use one of {ctx.get('expected')}."
    if kind.startswith("date"):
        return f"{key} is not a date. Write it as 2027-07-01, without quotes."
    if kind in {"tuple_type", "list_type"}:
        return f"{key} must be a list. Put each entry on a line of its own beginning with `- `."
    return (
        f"{key} is wrong: {error['msg'][0].lower()}{error['msg'][1:]}. Correct the value {error['input']!r}."
    )


def _known_keys(model: type[BaseModel], loc: Loc) -> list[str]:
    for part in loc:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return list(model.model_fields)


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The specification class inside ``X``, ``X | None`` or ``tuple[X, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for arg in get_args(annotation) if (found := _model_in(arg))), None)
