"""All files together: data files meet their metadata, and what two rows say differently comes to light."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import PurePath

from kit.sheets import SheetError, Table, read_table
from riskmatrix.measured import Missing
from riskmatrix.published.figures import Area, Period, PublishedFigure
from riskmatrix.published.layouts import kind_of, parse, unreadable
from riskmatrix.published.measures import MEASURES
from riskmatrix.published.metadata import Described, against, read_metadata
from riskmatrix.published.records import Kind, Parsed, Published, SourceFile
from schools.gias.records import Finding, Where

Key = tuple[Area, str, str, Period, bool]


def read_published(sources: Iterable[SourceFile]) -> Published:
    """Everything that the given files hold, in any combination and order.

    A figure that stands in several rows with the same value is kept once, with a note; with different values it
    is a finding, and the first is kept.
    """
    opened: list[tuple[SourceFile, Table]] = []
    files: list[Parsed] = []
    for source in sources:
        try:
            opened.append((source, read_table(source.data)))
        except SheetError as error:
            files.append(unreadable(source, error))
    files += _parsed(opened)
    figures, findings, notes = _settled(files)
    urns: defaultdict[str, set[str]] = defaultdict(set)
    for parsed in files:
        for number, urn in parsed.urns.items():
            urns[number].add(urn)
    return Published(
        files=tuple(files),
        figures=figures,
        urns={number: frozenset(found) for number, found in urns.items()},
        findings=(*(finding for parsed in files for finding in parsed.findings), *findings),
        notes=(*(f"{parsed.file}: {note}" for parsed in files for note in parsed.notes), *notes),
    )


def _parsed(opened: Sequence[tuple[SourceFile, Table]]) -> list[Parsed]:
    """Each file as figures, in the order given; the metadata are read first."""
    kinds = [kind_of(table) for _, table in opened]
    tidy = [each for each, kind in zip(opened, kinds, strict=True) if kind is Kind.TIDY]
    described: dict[str, tuple[Described, ...]] = {}
    of_metadata: dict[str, Parsed] = {}
    for (source, table), kind in zip(opened, kinds, strict=True):
        if kind is not Kind.METADATA:
            continue
        parsed = parse(source, table, kind=kind)
        names, wrong = read_metadata(source.name, table)
        data = _described_by(source, names, tidy)
        if data is None:
            note = "It describes the columns of none of the files given."
            parsed = replace(parsed, notes=(*parsed.notes, note))
        else:
            wrong += against(source.name, names, data[0].name, data[1].headers)
            described[data[0].name] = names
        of_metadata[source.name] = replace(parsed, findings=(*parsed.findings, *wrong))
    return [
        of_metadata[source.name]
        if kind is Kind.METADATA
        else parse(source, table, described.get(source.name, ()), kind)
        for (source, table), kind in zip(opened, kinds, strict=True)
    ]


def _described_by(
    source: SourceFile, names: Sequence[Described], tidy: Sequence[tuple[SourceFile, Table]]
) -> tuple[SourceFile, Table] | None:
    """The data file that metadata belong to: that of the same name, or the only one with all their columns."""
    stem = _stem(source.name)
    for data in tidy:
        if _stem(data[0].name) == stem:
            return data
    columns = {each.name for each in names}
    fitting = [data for data in tidy if columns and columns <= set(data[1].headers)]
    return fitting[0] if len(fitting) == 1 else None


def _stem(name: str) -> str:
    return PurePath(name).name.lower().removesuffix(".csv").removesuffix(".meta")


def _settled(files: Sequence[Parsed]) -> tuple[tuple[PublishedFigure, ...], list[Finding], list[str]]:
    """Each figure once, what contradicts it, and how often it was said again."""
    first: dict[Key, PublishedFigure] = {}
    findings: list[Finding] = []
    again: Counter[tuple[str, str]] = Counter()
    for figure in (figure for parsed in files for figure in parsed.figures):
        known = first.setdefault((*figure.key, figure.provisional), figure)
        if known is figure:
            continue
        if known.value == figure.value:
            again[figure.file, known.file] += 1
        else:
            findings.append(_contradiction(figure, known))
    notes = [
        f"{file}: {count:,} figures stand in {other if other != file else 'the same file'} already, "
        "with the same values; each counts once."
        for (file, other), count in again.items()
    ]
    return tuple(first.values()), findings, notes


def _contradiction(figure: PublishedFigure, known: PublishedFigure) -> Finding:
    what = f"{MEASURES[figure.measure].title} of {figure.area}, {figure.phase}, {figure.period}"
    there = f"{known.file}, row {known.row}"
    problem = f"{what}, is {_told(figure)} here and {_told(known)} in {there}."
    return Finding(Where(figure.file, figure.row), None, problem, "Keep the row that is right.")


def _told(figure: PublishedFigure) -> str:
    value = figure.value
    return value.replace("-", " ") if isinstance(value, Missing) else str(value)
