"""The page of a school's calibration: the sentence first, then the two features, then the figures behind them."""

from __future__ import annotations

from dataclasses import dataclass

from kit import charts
from riskmatrix.calibration import Calibrations
from riskmatrix.calibration_cells import Row, row
from riskmatrix.calibration_features import Feature, FeatureCode, Verdict
from riskmatrix.calibration_wording import in_words, kappa_in_words, left_out_in_words
from riskmatrix.queries.calibration import SchoolCalibration, calibration_of, label_of
from riskmatrix.queries.first_look import AgreedTerm
from riskmatrix.rules_answers import answers_for
from schools.models import Person, School, Term

FEATURE_TITLE = {
    FeatureCode.ACCURATE: "Accurate self-evaluation",
    FeatureCode.GENEROUS: "Overly generous self-evaluation",
}
VERDICT = {
    Verdict.MET: ("Met", "done"),
    Verdict.NOT_MET: ("Not met", "quiet"),
    Verdict.CANNOT_TELL: ("Cannot tell", "open"),
}

CHART_TITLE = "Difference from the moderators, in steps"
CHART_TERMS = 6
"""As many terms as have room for their names under the chart; the table has them all."""


@dataclass(frozen=True)
class FeatureLine:
    """One feature with its verdict in a word, and how that word is shown."""

    title: str
    verdict: str
    tone: str
    feature: Feature


@dataclass(frozen=True)
class CalibrationPage:
    """``sentence`` is the answer in plain words, also when there is none; without ``whole`` there are no figures."""

    school: School
    is_the_head: bool
    sentence: str
    more: tuple[str, ...]
    waiting: tuple[AgreedTerm, ...]
    features: tuple[FeatureLine, ...] = ()
    whole: Row | None = None
    terms: tuple[Row, ...] = ()
    criteria: tuple[Row, ...] = ()
    chart: charts.Chart | None = None
    chart_title: str = CHART_TITLE


def calibration_page(school: School, user: Person) -> CalibrationPage:
    """What ``user`` may see of it; whether they may see any, the rule says first."""
    known = calibration_of(school, user)
    head = answers_for(user, school)
    if known.found is None:
        return CalibrationPage(school, head, _nothing(known), (), known.waiting)
    whole, found = known.found.whole, known.found
    names = {label_of(each.term): each.term for each in known.compared}
    return CalibrationPage(
        school=school,
        is_the_head=head,
        sentence=in_words(whole),
        more=tuple(
            each for each in (kappa_in_words(whole), left_out_in_words(whole), _left_out(known)) if each
        ),
        waiting=known.waiting,
        features=tuple(_line(each) for each in known.features),
        whole=row("All ratings", whole),
        terms=tuple(row(str(names[label]), each) for label, each in found.terms.items()),
        criteria=tuple(row(known.titles[code], each) for code, each in found.criteria.items()),
        chart=_chart(found, names),
    )


def _nothing(known: SchoolCalibration) -> str:
    if known.spec is None:
        return "Nothing can be compared yet: no term is agreed that is open to you."
    return (
        f"The framework {known.spec.title} {known.spec.version} does not say when self-evaluation is accurate or "
        "overly generous, so nothing is worked out."
    )


def _left_out(known: SchoolCalibration) -> str:
    if not known.other_scale:
        return ""
    named = ", ".join(label_of(each.term) for each in known.other_scale)
    return f"Rated on another scale, and so left out: {named}."


def _line(feature: Feature) -> FeatureLine:
    return FeatureLine(FEATURE_TITLE[feature.code], *VERDICT[feature.verdict], feature)


def _chart(found: Calibrations, names: dict[str, Term]) -> charts.Chart | None:
    """The mean difference of the latest terms; None while fewer than two of them have one."""
    latest = list(found.terms.items())[-CHART_TERMS:]
    figures = [round(each.bias, 2) if isinstance(each.bias, float) else None for _, each in latest]
    known = [abs(each) for each in figures if each is not None]
    if len(known) < 2:
        return None
    most = max(1.0, *known)
    return charts.line(
        CHART_TITLE,
        [f"{names[label].get_number_display()} {names[label].starts_on.year}" for label, _ in latest],
        {"The school": figures},
        span=(-most, most),
        height=220,
    )
