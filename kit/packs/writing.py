"""A pack as YAML that a person likes to read."""

from enum import Enum
from io import StringIO
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedSeq
from ruamel.yaml.scalarstring import FoldedScalarString

WIDTH = 110
SHORT = WIDTH - 30


def dump(pack: BaseModel) -> str:
    """The pack as YAML that ``load`` reads back to an equal model; defaults are left out."""
    yaml = YAML()
    yaml.width = WIDTH
    yaml.indent(mapping=2, sequence=4, offset=2)
    text = StringIO()
    yaml.dump(_writable(pack.model_dump(mode="python", exclude_defaults=True)), text)
    return text.getvalue()


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
        case str() if len(value) > SHORT:
            return FoldedScalarString(value)
        case _:
            return value


def _list(values: list[Any]) -> CommentedSeq:
    """A few short words stand on one line, everything else below each other."""
    sequence = CommentedSeq(values)
    if all(isinstance(each, str | int | float) for each in values) and len(str(values)) < SHORT:
        sequence.fa.set_flow_style()
    return sequence
