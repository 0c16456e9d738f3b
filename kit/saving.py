"""Two people at one form: the version number decides, in one UPDATE, who was first."""

from typing import Any, cast

from django.db import connection, models

from kit.statements import execute

LARGEST = 2**31 - 1


class Conflict(Exception):
    """Somebody saved after this person's page was made; ``current`` is what stands now."""

    def __init__(self, current: models.Model) -> None:
        super().__init__("Someone else saved this while you were working on it.")
        self.current = current


def save_if_unchanged(row: models.Model, *, version: int, **changes: Any) -> None:
    """Write ``changes`` to ``row`` if its ``version`` is still the one the person saw, and count it up.

    In SQL, because Django takes as long to write this statement as the database to carry it out.

    :param changes: plain values; ``row`` holds them afterwards without being read again.
    :raises Conflict: when another save came first; nothing is written.
    """
    model = type(row)
    fields = [cast("models.Field[Any, Any]", model._meta.get_field(name)) for name in changes]
    values = [
        field.get_db_prep_save(getattr(value, "pk", value), connection)
        for field, value in zip(fields, changes.values(), strict=True)
    ]
    columns = "".join(f'"{field.column}" = %s, ' for field in fields)
    with connection.cursor() as cursor:
        if version <= LARGEST:  # no row has a larger one, and no column takes it
            execute(
                cursor,
                f'UPDATE "{model._meta.db_table}" SET {columns}"version" = "version" + 1 '  # noqa: S608 (our own names)
                'WHERE "id" = %s AND "version" = %s',
                [*values, row.pk, version],
            )
        if version > LARGEST or not cursor.rowcount:
            raise Conflict(model._default_manager.get(pk=row.pk))
    for column, value in {**changes, "version": version + 1}.items():
        setattr(row, column, value)
