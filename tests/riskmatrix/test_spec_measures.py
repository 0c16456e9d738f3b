"""What frameworks say beyond criteria and scale: measures, suggestions, crosswalk, mappings, practice."""

import datetime as dt
import json
from pathlib import Path

import pytest

from riskmatrix.spec import FrameworkSpec, dump, load, loads, rule_id
from tests.riskmatrix.test_spec import SMALL, fault, line_of
from tests.riskmatrix.versions import FOLDER, HARBOUR, HARBOUR_NEXT

PACK = Path(__file__).parents[2] / "riskmatrix" / "packs" / "trust-risk-matrix.yaml"
PUBLISHED = FOLDER / "trust-risk-matrix-2026.1.json"


@pytest.fixture(scope="module")
def framework() -> FrameworkSpec:
    return load(PACK)


def test_a_document_published_by_older_code_is_read_as_it_was() -> None:
    text = PUBLISHED.read_text(encoding="utf-8")
    older = FrameworkSpec.model_validate_json(text)
    assert older.version == "2026.1"
    assert json.loads(older.model_dump_json(exclude_defaults=True)).keys() <= json.loads(text).keys()
    assert (older.measures, older.crosswalk, older.mappings) == ((), (), ())
    assert (older.answering, older.calibration) == (None, None)
    assert (older.measuring.governors_see_from, older.measuring.trust_figure_from) == (11, 3)
    assert older.flags.terms_unmoved is None
    assert not older.flags.lowest_risk_needs_evidence


# Said more plainly since: what it said, and what it says.
REWORDED = {
    "The figure is entered once and serves both;": "Each figure is entered once and stands wherever it is asked for;",
    "shown by grievances, resignations together or a refusal to take part.": (
        "shown by grievances, a refusal to take part, or several people giving notice within a few weeks of each other."
    ),
    "the skills, the numbers and the nerve to hold us to account?": (
        "the skills and the numbers, and do they ask hard questions and wait for an answer?"
    ),
    "section 157 of the same Act;": "section 157 of the Education Act 2002;",
}


def test_the_trusts_new_version_keeps_every_word_of_the_old_one(framework: FrameworkSpec) -> None:
    text = PUBLISHED.read_text(encoding="utf-8")
    for said, says in REWORDED.items():
        assert text.count(said) == 1, said
        text = text.replace(said, says)
    older = FrameworkSpec.model_validate_json(text)
    added = {"version", "crosswalk", "mappings", "evidence", "flags", "answering", "calibration"}
    added |= {"measuring", "measures", "criteria"}
    assert framework.model_dump(exclude=added) == older.model_dump(exclude=added)
    both = zip(framework.criteria, older.criteria, strict=True)
    for now, before in both:
        assert now.model_dump(exclude={"kpis"}) == before.model_dump(exclude={"kpis"})
        for new, old in zip(now.kpis, before.kpis, strict=True):
            rest = {"measures", "suggestions"}
            assert new.model_dump(exclude=rest) == old.model_dump(exclude=rest)
    assert [(c.from_version, c.changes) for c in framework.crosswalk] == [("2026.2", ()), ("2026.1", ())]


def test_figures_of_the_issue_stand_behind_their_kpis(framework: FrameworkSpec) -> None:
    assert {kpi.code for kpi in framework.kpis_resting_on("staff-absence")} == {
        "staff-absence-rates",
        "staff-attendance",
    }
    assert {kpi.code for kpi in framework.kpis_resting_on("staff-survey")} == {
        "staff-voice",
        "staff-wellbeing-survey",
    }
    assert framework.measure("persistent-absence").direction == "lower_is_better"
    assert framework.measure("bullying-incidents").direction == "neither"
    assert {m.unit for m in framework.measures} >= {
        "percent",
        "per-100-pupils",
        "days",
        "date",
        "number",
        "score",
    }
    suggestions = [s for _, kpi in framework.kpis() for s in kpi.suggestions]
    assert all(s.proposed for s in suggestions)
    rules = [rule_id(s, t) for s in suggestions for t in s.thresholds]
    assert len(rules) == len(set(rules)) > 60
    small = [m.code for m in framework.measures if m.unit == "percent" and not m.smallest_cohort]
    assert set(small) == {"reserves", "roll-against-admission-number", "roll-trend", "environment-checklist"}


def test_the_five_sources_and_eight_kinds_of_evidence(framework: FrameworkSpec) -> None:
    sources = {source.code for source in framework.evidence.sources}
    assert len(sources) == 5
    assert len(framework.evidence.kinds) == 8
    assert {kind.source for kind in framework.evidence.kinds} == sources | {None}


def test_a_mapping_is_in_force_between_its_dates(framework: FrameworkSpec) -> None:
    [mapping] = framework.mappings
    assert not mapping.in_force(dt.date(2025, 11, 9))
    assert mapping.in_force(dt.date(2025, 11, 10))
    ended = mapping.model_copy(update={"in_force_until": dt.date(2026, 8, 31)})
    assert ended.in_force(dt.date(2026, 8, 31))
    assert not ended.in_force(dt.date(2026, 9, 1))
    assert {code for area in mapping.areas for code in area.criteria} <= {c.code for c in framework.criteria}


@pytest.mark.parametrize("path", [PACK, HARBOUR, HARBOUR_NEXT], ids=lambda path: path.stem)
def test_a_pack_survives_being_written_down_in_both_ways(path: Path) -> None:
    spec = load(path)
    assert loads(dump(spec)) == spec
    assert FrameworkSpec.model_validate_json(spec.model_dump_json()) == spec


RICH = """\
mappings:
  - code: outside
    title: Outside areas
    in_force_from: 2026-01-01
    source: The page of somebody else.
    source_date: 2026-01-02
    areas:
      - {code: first, title: First, criteria: [welcome]}
evidence:
  sources: [{code: seen, label: Seen}]
  kinds: [{code: walk, label: Walk, source: seen}]
answering: {school_days: 5}
calibration: {least_pairs: 5, generous_from: 1, accurate_within: 0.5, accurate_agreement: 60, prior_weight: 4}
crosswalk:
  - from_version: "0"
    changes:
      - kind: same
        before: [door]
        now: [front-door]
measures:
  - code: late
    title: Late
    unit: percent
    direction: lower_is_better
    definition: Pupils who came late.
    cycle_months: 4
    periods: [term]
criteria:
"""
KPI = """\
        measures: [late]
        suggestions:
          - code: late-at-all
            measure: late
            compare: value
            thresholds:
              - {step: weak, at_least: 20, sentence: Many pupils come late.}
              - {step: sound, at_least: 5, sentence: Some pupils come late.}
              - {step: strong, sentence: Hardly anybody comes late.}
        steps:
"""
FURTHER = SMALL.replace("criteria:\n", RICH, 1).replace("        steps:\n", KPI, 1)
ONE_MORE = "      - {kind: %s, before: [%s], now: [%s]}\nmeasures:\n"

BROKEN = [
    # what stands there, what is put in its place, the words of the line found at fault, part of the sentence
    ("measures: [late]", "measures: [lateness]", "measures: [l", "no measure `lateness`. Use late, or add it"),
    ("measures: [late]", "measures: [late, late]", "measures: [l", "listed twice"),
    ("        measures: [late]\n", "", "- code: late\n", "No KPI rests on the measure `late`"),
    ("        measures: [late]\n", "", "measure: late", "does not rest on the measure `late`"),
    ("direction: lower_is_better", "direction: neither", "measure: late", "cannot suggest a rating"),
    ("unit: percent", "unit: date", "direction: lower", "Of dates the later is the better"),
    ("unit: percent", "unit: furlongs", "unit: furlongs", "Use 'percent'"),
    ("compare: value", "compare: wales", "compare: wales", "Use 'value', 'england'"),
    ("step: weak, at_least: 20", "step: poor, at_least: 20", "{step: poor", "no step `poor`. Use weak, sound"),
    ("step: sound, at_least: 5", "step: weak, at_least: 5", "{step: weak, at_least: 5", "`weak` is not less than"),
    ("step: sound, at_least: 5", "step: sound, at_least: 20", "{step: sound, at", "Let thresholds fall"),
    ("step: sound, at_least: 5,", "step: sound,", "{step: sound, sentence", "move it to the end"),
    ("cycle_months: 4", "cycle_months: 0", "cycle_months: 0", "greater than or equal to 1"),
    ("now: [front-door]", "now: [back-door]", "now: [back", "has no KPI `back-door`"),
    ("kind: same", "kind: split", "kind: split", "one KPI before and at least two now"),
    ("kind: same", "kind: split", "kind: split", "needs a note"),
    ("kind: same", "kind: merged", "kind: merged", "needs a note"),
    ("kind: same", "kind: new", "kind: new", "no KPI before and at least one now"),
    ("kind: same", "kind: dropped", "kind: dropped", "at least one KPI before and none now"),
    ("kind: same", "kind: other", "kind: other", "Use 'same', 'split'"),
    ("measures:\n  - c", ONE_MORE % ("dropped", "door", "") + "  - c", "{kind: drop", "old code `door` is used twice"),
    ("measures:\n  - c", ONE_MORE % ("new", "", "front-door") + "  - c", "{kind: new", "`front-door` is used twice"),
    ("        before: [door]\n        now: [front-door]", "        before: [front-door]", "before: [f", "Say where"),
    ('from_version: "0"', 'from_version: "1"', 'from_version: "1"', "cannot begin at the version"),
    ("measures:\n  - c", '  - {from_version: "0"}\nmeasures:\n  - c', '  - {from_version: "0"}', "is used twice"),
    ("criteria: [welcome]", "criteria: [tea]", "- {code: first", "no criterion `tea`. Use welcome, or remove it"),
    ("source_date:", "in_force_until: 2025-01-01\n    source_date:", "in_force_until", "before it begins"),
    ("{code: first, title: First,", "{code: x, title: First}\n      - {code: y, title: First,", "- {code: y", "twice"),
    ("source: seen", "source: heard", "kinds:", "no source of evidence `heard`. Use seen, or add"),
    ("{code: walk, label: Walk,", "{code: walk, label: A}, {code: walk, label: Walk,", "kinds:", "used twice"),
    ("accurate_within: 0.5", "accurate_within: 1", "calibration:", "both accurate (within 1) and overly"),
    ("school_days: 5", "school_days: 0", "answering:", "greater than or equal to 1"),
]  # fmt: skip


def test_the_pack_that_is_broken_below_is_sound() -> None:
    assert loads(FURTHER).measure("late").counts == "pupil"


@pytest.mark.parametrize(
    ("old", "new", "at", "sentence"), BROKEN, ids=[f"{row[3]} {row[1]}"[:50] for row in BROKEN]
)
def test_a_fault_is_told_with_line_and_remedy(old: str, new: str, at: str, sentence: str) -> None:
    assert FURTHER.count(old) == 1
    text = FURTHER.replace(old, new)
    found = fault(text)
    assert any(line == line_of(text, at) and sentence in told for line, told in found), found


def test_kpis_that_share_a_figure_rest_on_one_measure() -> None:
    kpi = FURTHER[FURTHER.index("      - code: front-door") :]
    other = kpi.replace("front-door", "back-door").replace("late-at-all", "late-too")
    first = FURTHER.replace(
        "        measures: [late]", "        shares_figure_with: [back-door]\n        measures: [late]"
    )
    second = other.replace(
        "        measures: [late]", "        shares_figure_with: [front-door]\n        measures: [late]"
    )
    assert len(loads(first + second).kpis_resting_on("late")) == 2
    i, j = second.index("        measures:"), second.index("        steps:")
    told = fault(first + second[:i] + second[j:])
    assert len(told) == 2
    assert all("the two rest on no measure together" in sentence for _, sentence in told)


def test_every_fault_of_a_wildly_wrong_pack_is_told_without_falling_over() -> None:
    text = FURTHER.replace("measures:\n  - code: late\n", "measures: 7\nx:\n  - code: late\n")
    text = text.replace("thresholds:\n", "thresholds: no\n            y:\n").replace(
        "before: [door]", "before: door"
    )
    assert len(fault(text)) > 4
