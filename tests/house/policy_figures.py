"""Who gets what: figures, their benchmarks and their imports."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from schools.access.permissions import Permission as P
from schools.access.roles import ROLES, Reach
from tests.fixtures import published
from tests.house.actors import Thing, Who, for_the_trust, may
from tests.house.answers import PAGE, REFUSED, Row, done, sent


class Again(SimpleUploadedFile):
    """A file that can be sent twice, as a form filled in once is sent again by these tests."""

    def read(self, *size: Any) -> bytes:
        self.seek(0)
        return bytes(super().read(*size))


def one_file(thing: Thing) -> dict[str, Any]:
    rows = b"URN,Measure,Period,Value\n900001,Attendance,autumn term 2026/27,93\n"
    return {"file": Again("ours.csv", rows, "text/csv")}


def an_official_file(thing: Thing) -> dict[str, Any]:
    data = published.source("exclusions").data
    assert isinstance(data, bytes)
    return {"official": [Again("exclusions.csv", data, "text/csv")]}


def one_figure(thing: Thing) -> dict[str, Any]:
    return {"period": "spring term 2025/26", "state": "known", "value": "95", "source": "Register"}


def the_columns(thing: Thing) -> dict[str, Any]:
    return {"column_1": "measure:attendance", "period": "autumn term 2026/27"}


def for_a_trust(permission: P) -> Who:
    """Holds a post for the whole of some trust that carries ``permission``."""
    return Who(
        f"may {permission.value}, for some whole trust",
        lambda actor, _: any(
            permission in ROLES[role].permissions and ROLES[role].reach is Reach.TRUST
            for role, _ in actor.posts
        ),
    )


sees, enters, enters_for_all = may(P.SEE_FIGURES), may(P.ENTER_FIGURES), for_the_trust(P.ENTER_FIGURES)
some_enter_for_all = for_a_trust(P.ENTER_FIGURES)
READ, DONE = "file of figures that was read", "file of figures brought in"
STRANGE, OF_ALL = "file of figures with strange columns", "file of figures of the trust"

# fmt: off
ROWS: dict[str, tuple[Row, ...]] = {
    "figures": (Row("school", read=((sees, PAGE),)),),
    "figure_history": (Row("measure of a school", read=((sees, PAGE),)),),
    "figure_chart": (Row("measure of a school", read=((sees, PAGE),)),),
    "figure_enter": (
        Row(
            "measure of a school",
            read=((enters, PAGE), (sees, REFUSED)),
            send=((enters, done("figure_history")), (sees, REFUSED)),
            body=one_figure,
        ),
    ),
    "figures_import": (
        Row(
            "school",
            read=((enters, PAGE), (sees, REFUSED)), send=((enters, done("figure_import")), (sees, REFUSED)),
            body=one_file,
        ),
    ),
    "figures_template": (Row("sheet of a school", read=((enters, PAGE), (sees, REFUSED))),),
    "figure_import": (
        Row(READ, read=((enters, PAGE),)),
        Row(DONE, read=((enters, PAGE),)),
        Row(STRANGE, read=((enters, sent("figure_import_columns")),)),
        Row(OF_ALL, read=((enters_for_all, PAGE),)),
    ),
    "figure_import_columns": (
        Row(STRANGE, read=((enters, PAGE),), send=((enters, done("figure_import")),), body=the_columns),
        Row(DONE, read=((enters, sent("figure_import")),), send=((enters, sent("figure_import")),), body=the_columns),
    ),
    "figure_import_apply": (
        Row(READ, send=((enters, done("figure_import")),)),
        Row(DONE, send=((enters, REFUSED),)),
        Row(STRANGE, send=((enters, REFUSED),)),
        Row(OF_ALL, send=((enters_for_all, done("figure_import")),)),
    ),
    "figure_import_undo": (
        Row(DONE, read=((enters, PAGE),), send=((enters, done("figures")),)),
        Row(READ, read=((enters, sent("figure_import")),), send=((enters, REFUSED),)),
    ),
    "figure_import_throw_away": (
        Row(READ, send=((enters, done("figures")),)),
        Row(DONE, send=((enters, REFUSED),)),
        Row(OF_ALL, send=((enters_for_all, done("trust_figures")),)),
    ),
    "trust_figures": (Row(read=((for_a_trust(P.SEE_FIGURES), PAGE),), rest=REFUSED),),
    "trust_figures_import": (
        Row(
            read=((some_enter_for_all, PAGE),), send=((some_enter_for_all, done("figure_import")),), body=one_file,
            rest=REFUSED,
        ),
    ),
    "trust_figures_official": (
        Row(
            read=((some_enter_for_all, PAGE),), send=((some_enter_for_all, done("figure_import")),),
            body=an_official_file, rest=REFUSED,
        ),
    ),
    "trust_figures_template": (Row("kind of sheet", read=((some_enter_for_all, PAGE),), rest=REFUSED),),
}
# fmt: on
