"""What WeasyPrint leaves to do for PDF/UA-1, done with pikepdf on the finished file.

* A header cell says whether it heads a column or a row (ISO 14289-1, 7.5): in ``thead`` a column, elsewhere a
  row.
* Running feet, and pictures with an empty alt, are artifacts (7.1): no reader speaks them.
* The metadata name the language.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Operator, Pdf


def finish(pdf: bytes, *, lang: str) -> bytes:
    """``pdf`` with the gaps closed, saved so that equal input gives equal bytes."""
    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as document:
        root = document.Root.StructTreeRoot
        for element in _elements(root):
            _give_scope(element)
        _drop_decoration(root)
        _mark_artifacts(document, {element.objgen for element in _elements(root)})
        with document.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
            metadata["dc:language"] = {lang}
        document.save(
            out,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
        )
    return out.getvalue()


def _kids(element: Object) -> list[Any]:
    kids = element.get(Name.K, Array())
    return list(kids) if isinstance(kids, Array) else [kids]


def _is_element(kid: Any) -> bool:
    return isinstance(kid, Dictionary) and Name.S in kid


def _elements(root: Object) -> Iterator[Object]:
    """Every structure element below ``root``, in reading order."""
    waiting = [kid for kid in reversed(_kids(root)) if _is_element(kid)]
    while waiting:
        element = waiting.pop()
        yield element
        waiting.extend(kid for kid in reversed(_kids(element)) if _is_element(kid))


def _give_scope(element: Object) -> None:
    if element.S == Name.TH:
        in_head = Name.THead == element.P.P.S
        element.A.Scope = Name.Column if in_head else Name.Row
    elif element.S == Name.TD and Name.Headers in element.A and not len(element.A.Headers):
        del element.A[Name.Headers]


def _drop_decoration(root: Object) -> None:
    """Take figures without a text alternative out of the tree; their marks are orphans from then on."""

    def keep(kid: Any) -> bool:
        return not (_is_element(kid) and Name.Figure == kid.S and Name.Alt not in kid)

    for element in list(_elements(root)):
        kids = _kids(element)
        if not all(keep(kid) for kid in kids):
            element.K = Array([kid for kid in kids if keep(kid)])


def _mark_artifacts(document: Pdf, in_tree: set[tuple[int, int]]) -> None:
    """Where a page marks content for an element that is not in the tree, mark it as an artifact instead."""
    numbers = document.Root.StructTreeRoot.ParentTree.Nums
    owners = {int(numbers[i]): numbers[i + 1] for i in range(0, len(numbers), 2)}
    for page in document.pages:
        of_page = owners[int(page.obj.StructParents)]
        orphans = {mcid for mcid, owner in enumerate(of_page) if owner.objgen not in in_tree}
        if not orphans:
            continue
        page.Contents = document.make_stream(_with_artifacts(page, orphans))
        for mcid in orphans:
            of_page[mcid] = None


def _with_artifacts(page: pikepdf.Page, orphans: set[int]) -> bytes:
    instructions: list[Any] = []
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        operator = instruction.operator
        if operator == Operator("BDC") and int(operands[1].get(Name.MCID, -1)) in orphans:
            operands = [Name.Artifact, Dictionary(Type=Name.Pagination)]
        instructions.append((operands, operator))
    return pikepdf.unparse_content_stream(instructions)
