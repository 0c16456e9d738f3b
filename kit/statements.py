"""Questions to the database whose SQL Django writes once a process, and PostgreSQL plans once a connection.

To write the SQL of a question with a few joins takes Django longer than PostgreSQL takes to answer it, and to plan it
takes PostgreSQL longer than to carry it out. That counts where it is asked with every request, or with every pause of
somebody typing. Only the text is kept, never an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Sequence
from functools import lru_cache
from itertools import count
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models.query import get_related_populators

Row = tuple[Any, ...]
Of = TypeVar("Of", bound=models.Model)
KEPT = 500  # texts of one question; each shape of its condition is one
UNLIKELY = 1_987_654_321  # a number that any column takes
LARGEST = 2**63 - 1


class Question:
    """A question that differs from asking to asking in a few numbers.

    :param asked: builds it, from its numbers (given by name) and from what changes its text, as a condition does.
    """

    def __init__(self, asked: Callable[..., models.QuerySet[Any, Any]]) -> None:
        self.asked = asked
        self._written = lru_cache(KEPT)(self._write)

    def rows(self, *shape: Hashable, **numbers: int) -> list[Row]:
        """The answer to a question for ``values_list``.

        :param shape: what the text depends on.
        """
        return self._ask(shape, numbers)[1]

    def objects(self, *shape: Hashable, **numbers: int) -> list[Any]:
        """The answer to a question for objects, with what is selected along with them."""
        made, rows = self._ask(shape, numbers)
        return [made(row) for row in rows]

    def _ask(self, shape: tuple[Hashable, ...], numbers: dict[str, int]) -> tuple[Any, list[Row]]:
        written = self._written(connection.vendor, shape, tuple(numbers))
        # A condition that nothing can meet, or a number that no column holds.
        if written is None or any(abs(number) > LARGEST for number in numbers.values()):
            return None, []
        places = dict(zip(_places(len(numbers)), numbers.values(), strict=True))
        values = [places.get(value, value) if type(value) is int else value for value in written.values]
        with connection.cursor() as cursor:
            execute(cursor, written.text, values)
            return written.made, written.converted(cursor.fetchall())

    def _write(self, _vendor: str, shape: tuple[Hashable, ...], names: tuple[str, ...]) -> _Written | None:
        numbers = dict(zip(names, _places(len(names)), strict=True))
        compiler = self.asked(*shape, **numbers).query.get_compiler(connection=connection)
        try:
            text, values = compiler.as_sql()
        except EmptyResultSet:
            return None
        return _Written(compiler, text, values)


# By connection: the statements it has planned, by their text. They last as long as the connection does.
_planned: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()


def execute(cursor: Any, text: str, values: Sequence[Any]) -> None:
    """Carry out a statement that is always the same but for its values, with “%s” for each of them."""
    if connection.vendor != "postgresql":
        cursor.execute(text, values)
        return
    planned = _planned.setdefault(connection.connection, {})
    if text not in planned:
        name, places = f"planned_{len(planned)}", count(1)
        cursor.execute(f"PREPARE {name} AS {re.sub('%s', lambda _: f'${next(places)}', text)}")
        planned[text] = f"EXECUTE {name} ({', '.join(['%s'] * len(values))})"
    cursor.execute(planned[text], values)


def in_full(sql: str) -> str:
    """The statement that ``sql`` carries out, for whoever listens to what is sent: what is planned goes by its name."""
    if connection.vendor != "postgresql":
        return sql
    planned = _planned.get(connection.connection, {})
    return next((text for text, run in planned.items() if run == sql), sql)


class _Written:
    """A question's text, and how its answer is read. What its compiler knows of a connection serves the writing alone;
    of its answers it knows the columns.
    """

    def __init__(self, compiler: Any, text: str, values: Row) -> None:
        self.compiler, self.text, self.values = compiler, text, values
        select, self.of = compiler.select, compiler.klass_info
        self.converters = compiler.get_converters([column for column, _, _ in select])
        self.beside = compiler.annotation_col_map or {}
        if self.of:
            columns = slice(self.of["select_fields"][0], self.of["select_fields"][-1] + 1)
            self.columns, self.names = columns, [column.target.attname for column, _, _ in select[columns]]
            self.along = get_related_populators(self.of, select, connection.alias)  # type: ignore[call-arg]  # the stubs are of a later Django

    def converted(self, rows: list[Row]) -> list[Row]:
        """What a database has no type for (a date in SQLite) as Python knows it."""
        if not self.converters:
            return rows
        return list(map(tuple, self.compiler.apply_converters(rows, self.converters)))

    def made(self, row: Row) -> models.Model:
        """As Django's own ``ModelIterable`` makes one."""
        made: models.Model = self.of["model"].from_db(connection.alias, self.names, row[self.columns])
        for along in self.along:
            along.populate(row, made)
        for name, place in self.beside.items():
            setattr(made, name, row[place])
        return made


def _places(number: int) -> range:
    """What stands for the numbers while the text is written."""
    return range(UNLIKELY, UNLIKELY - number, -1)


def columns(model: type[models.Model], of: str = "") -> list[str]:
    """The columns of a model for ``values_list``; ``of`` is the way to it, as in “posts__”."""
    return [of + field.attname for field in model._meta.concrete_fields]


def read(model: type[Of], values: Sequence[Any], names: Sequence[str] = ()) -> Of:
    """The row of ``model`` with these values of its ``columns`` (or of those in ``names``; the rest is read when it
    is asked for).
    """
    return model.from_db(connection.alias, names or [f.attname for f in model._meta.concrete_fields], values)
