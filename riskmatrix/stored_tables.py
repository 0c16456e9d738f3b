"""A table that was read, kept as plain data while somebody says what its columns hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kit.sheets import Row, Table


def packed(table: Table) -> dict[str, Any]:
    """Headers and rows; what stood beyond the headers of a row is nobody's and is left out."""
    return {
        "encoding": table.encoding,
        "headers": table.headers,
        "rows": [[row.number, row.cells] for row in table.rows],
        "repeated": table.repeated,
        "notes": [*table.notes, *_ragged(table)],
    }


def unpacked(plain: Mapping[str, Any]) -> Table:
    repeated = {header: tuple(places) for header, places in plain["repeated"].items()}
    headers = tuple(plain["headers"])
    places = {header: at for at, header in enumerate(headers) if header not in repeated}
    return Table(
        encoding=plain["encoding"],
        headers=headers,
        rows=tuple(Row(number, tuple(cells), (), places) for number, cells in plain["rows"]),
        repeated=repeated,
        short_rows=(),
        long_rows=(),
        notes=tuple(plain["notes"]),
    )


def _ragged(table: Table) -> list[str]:
    said = [
        (table.short_rows, "shorter than the headers; the missing cells count as empty"),
        (table.long_rows, "longer than the headers; the further cells were left out"),
    ]
    return [
        f"Row {numbers[0]} is {what}." if len(numbers) == 1 else f"{len(numbers)} rows are {what}."
        for numbers, what in said
        if numbers
    ]
