"""Packs: what a trust decides and may change next year, as a YAML file that people read and a model checks.

A wrong pack is never half loaded: ``load`` collects everything that is wrong, each with file, line and remedy.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ValidationError

from kit.packs.findings import Faulty, Finding, PackError, Place
from kit.packs.reading import Document, parse, read
from kit.packs.wording import found_by_types
from kit.packs.writing import dump

__all__ = ["Faulty", "Finding", "PackError", "Place", "check", "dump", "load", "loads"]

T = TypeVar("T", bound=BaseModel)


def _nothing(pack: Any) -> Iterable[Finding]:
    return ()


def load(
    path: Path | str,
    model: type[T],
    checks: Callable[[T], Iterable[Finding]] = _nothing,
    *,
    early_checks: Callable[[Any], Iterable[Finding]] = _nothing,
) -> T:
    """Read the pack at ``path`` into ``model`` and ask for what a type cannot know.

    :param checks: reads the typed pack, once its types are right.
    :param early_checks: reads the plain data, also while types are wrong (and passes over those), so that one
        reading of a broken pack tells all of its faults.
    :raises PackError: with every finding, in the order of the lines.
    """
    return loads(read(Path(path)), model, checks, name=str(path), early_checks=early_checks)


def loads(
    text: str,
    model: type[T],
    checks: Callable[[T], Iterable[Finding]] = _nothing,
    *,
    name: str = "pack",
    early_checks: Callable[[Any], Iterable[Finding]] = _nothing,
) -> T:
    """``load`` for a pack that is no file; ``name`` is what its findings call it.

    :raises PackError: with every finding, in the order of the lines.
    """
    read_it = _loads if model.model_config.get("frozen") else _loads.__wrapped__
    return cast(T, read_it(text, model, checks, name, early_checks))


@lru_cache(maxsize=16)
def _loads(
    text: str,
    model: type[T],
    checks: Callable[[T], Iterable[Finding]],
    name: str,
    early_checks: Callable[[Any], Iterable[Finding]],
) -> T:
    """What cannot be changed is kept: YAML with its line numbers takes half a second, and the same says the same."""
    document = parse(text, name)
    try:
        return check(document.data, model, checks, early_checks=early_checks)
    except Faulty as faulty:
        raise _refusal(document, faulty.findings) from faulty


def check(
    data: Any,
    model: type[T],
    checks: Callable[[T], Iterable[Finding]] = _nothing,
    *,
    early_checks: Callable[[Any], Iterable[Finding]] = _nothing,
) -> T:
    """``load`` for plain data that comes from no text, such as what forms were filled in with.

    :raises Faulty: with every finding and its place in ``data``.
    """
    found = list(early_checks(data))
    try:
        pack = model.model_validate(data)
    except ValidationError as error:
        raise Faulty([*found, *found_by_types(error, model, is_told=bool(found))]) from error
    if found := [*found, *checks(pack)]:
        raise Faulty(found)
    return pack


def _refusal(document: Document, found: Iterable[Finding]) -> PackError:
    placed = sorted({(document.line(each.path), each.sentence, each.remedy) for each in found})
    return PackError([f"{document.name}:{line}: {sentence} {remedy}" for line, sentence, remedy in placed])
