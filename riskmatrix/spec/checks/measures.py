"""Measures, the KPIs that rest on them, and the thresholds of suggestions."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from kit.packs import Finding, Place
from riskmatrix.published.measures import MEASURES as PUBLISHED
from riskmatrix.spec.checks.entries import below, codes, entries, kpis, number, one_of, repeated, words


def faults(pack: dict[str, Any]) -> Iterator[Finding]:
    yield from repeated(entries(pack, "measures"), "code", "measure")
    yield from repeated(below(kpis(pack), "suggestions"), "code", "suggestion")
    yield from _dates(pack)
    yield from _published(pack)
    yield from _named_measures(pack)
    yield from _shared_figures(pack)
    measures = {m["code"]: m for _, m in entries(pack, "measures") if isinstance(m.get("code"), str)}
    for at, kpi in kpis(pack):
        rests_on = [code for _, code in words(kpi.get("measures"))]
        for below_kpi, suggestion in entries(kpi, "suggestions"):
            place = (*at, *below_kpi)
            yield from _comparison(place, suggestion, rests_on, measures)
            yield from _thresholds(place, suggestion, pack)


def _dates(pack: Any) -> Iterator[Finding]:
    for at, measure in entries(pack, "measures"):
        if measure.get("unit") == "date" and measure.get("direction") == "lower_is_better":
            yield Finding(
                (*at, "direction"),
                "Of dates the later is the better: what counts is how old they are.",
                "Write `higher_is_better`, or `neither`.",
            )


def _published(pack: Any) -> Iterator[Finding]:
    for at, measure in entries(pack, "measures"):
        code = measure.get("published_as")
        if isinstance(code, str) and code not in PUBLISHED:
            yield Finding(
                (*at, "published_as"),
                f"Official statistics, as the portal reads them, have no `{code}`.",
                one_of(PUBLISHED, "leave the line out"),
            )


def _named_measures(pack: Any) -> Iterator[Finding]:
    known, used = codes(entries(pack, "measures")), set()
    for at, kpi in kpis(pack):
        seen: set[str] = set()
        for i, code in words(kpi.get("measures")):
            if code not in known:
                remedy = one_of(known, "add it to `measures:`")
                yield Finding((*at, "measures", i), f"There is no measure `{code}`.", remedy)
            if code in seen:
                yield Finding((*at, "measures", i), f"The measure `{code}` is listed twice.", "Remove one.")
            seen.add(code)
        used |= seen
    for at, measure in entries(pack, "measures"):
        unused = measure.get("code")
        if isinstance(unused, str) and unused not in used:
            yield Finding(
                (*at, "code"),
                f"No KPI rests on the measure `{unused}`.",
                "Name it in a KPI's `measures:`, or remove it.",
            )


def _shared_figures(pack: Any) -> Iterator[Finding]:
    by_code = {k["code"]: k for _, k in kpis(pack) if isinstance(k.get("code"), str)}
    for at, kpi in kpis(pack):
        own = {code for _, code in words(kpi.get("measures"))}
        for i, other in words(kpi.get("shares_figure_with")):
            place = (*at, "shares_figure_with", i)
            if other not in by_code or other == kpi.get("code"):
                yield Finding(
                    place,
                    f"`{other}` is not another KPI of this pack.",
                    "Name the one that uses the same figure.",
                )
                continue
            if kpi.get("code") not in [code for _, code in words(by_code[other].get("shares_figure_with"))]:
                yield Finding(
                    place, f"`{other}` does not name `{kpi.get('code')}` in return.", "Add it there."
                )
            theirs = {code for _, code in words(by_code[other].get("measures"))}
            if (own or theirs) and not own & theirs:
                yield Finding(
                    place,
                    f"It shares a figure with `{other}`, but the two rest on no measure together.",
                    "Name the measure of that figure in the `measures:` of both.",
                )


def _comparison(
    at: Place, suggestion: dict[str, Any], rests_on: list[str], measures: dict[str, dict[str, Any]]
) -> Iterator[Finding]:
    code = suggestion.get("measure")
    if not isinstance(code, str):
        return
    if code not in rests_on:
        yield Finding(
            (*at, "measure"),
            f"This KPI does not rest on the measure `{code}`.",
            one_of(rests_on, "name it in the KPI's `measures:`"),
        )
    measure = measures.get(code, {})
    if measure.get("direction") == "neither":
        yield Finding(
            (*at, "measure"),
            f"Neither more nor less of `{code}` is better, so it cannot suggest a rating.",
            "Remove the suggestion, or give the measure a direction.",
        )
    if measure.get("unit") == "date" and suggestion.get("compare") not in ("value", None):
        yield Finding((*at, "compare"), "A date is compared by its age.", "Write `compare: value`.")


def _thresholds(at: Place, suggestion: dict[str, Any], pack: Any) -> Iterator[Finding]:
    steps = codes(entries(pack, "scale", "steps"))
    worst_first = steps if pack.get("polarity") == "higher_is_better" else steps[::-1]
    found = list(entries(suggestion, "thresholds"))
    for below_it, threshold in found[:-1]:
        if threshold.get("at_least") is None:
            yield Finding(
                (*at, *below_it),
                "Without `at_least` this takes every figure, and nothing is left for those after it.",
                "Give it an `at_least`, or move it to the end.",
            )
    for below_it, threshold in found:
        if worst_first and isinstance(step := threshold.get("step"), str) and step not in worst_first:
            yield Finding(
                (*at, *below_it, "step"), f"The scale has no step `{step}`.", f"Use {', '.join(worst_first)}."
            )
    for (_, before), (below_it, threshold) in pairwise(found):
        yield from _falling((*at, *below_it), before, threshold, worst_first)


def _falling(
    at: Place, before: dict[str, Any], threshold: dict[str, Any], worst_first: list[str]
) -> Iterator[Finding]:
    worse, step = before.get("step"), threshold.get("step")
    if worse in worst_first and step in worst_first and worst_first.index(step) <= worst_first.index(worse):
        yield Finding(
            (*at, "step"),
            f"`{step}` is not less than `{worse}` before it.",
            "Write the thresholds from the worst step to the least, each step once.",
        )
    start, earlier = threshold.get("at_least"), before.get("at_least")
    if number(start) and number(earlier) and start >= earlier:
        yield Finding(
            (*at, "at_least"),
            f"The threshold {start} is not below {earlier} before it.",
            "Let thresholds fall from the worst step to the least.",
        )
