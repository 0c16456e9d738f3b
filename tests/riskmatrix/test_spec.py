"""The trust's own pack, frameworks of another shape, and what the loader says of a broken pack."""

import datetime as dt
from pathlib import Path

import pytest
from pydantic import ValidationError

from riskmatrix.spec import FrameworkSpec, PackError, dump, load, loads

PACK = Path(__file__).parents[2] / "riskmatrix" / "packs" / "trust-risk-matrix.yaml"

# Written by hand from the strategy's own table.
STRATEGY = {
    "Quality of Education": [
        "Self-evaluation and most recent inspection outcome",
        "Clarity of curriculum intent",
        "Teaching over time records",
        "Attainment and progress",
    ],
    "Leadership & Management": [
        "Risk level of leadership experience",
        "Risk factors affecting leadership",
        "Quality of staff development",
        "Staff voice",
        "Staff absence rates",
    ],
    "Behaviour & Attitudes": [
        "Exclusion level in comparison to local and national",
        "Pupil attendance rates",
        "Persistent absence against national",
        "Bullying logs",
    ],
    "Personal Development": [
        "Pupil voice",
        "Access to experiences",
        "Use of pupil premium",
        "Transition between phases",
    ],
    "Early Years": [
        "Early years leadership experience",
        "Monitoring judgements of quality of provision",
        "Good level of development compared with national",
    ],
    "Safeguarding": ["Section 175 audit", "Staff survey", "Single central record"],
    "Organisation and Finance": ["Administrative efficiency", "Level of school finances"],
    "School Roll": [
        "Roll against published admission number (PAN)",
        "Level of declining roll",
        "Local context",
        "Marketing and communication plan",
    ],
    "School Site (Building/Fabric)": [
        "Condition Improvement Survey",
        "Grading against Every risk matrix",
        "Knowledge of on-site support",
        "Risk register",
    ],
    "Learning Environment & Resources": [
        "Quality of resources for curriculum implementation",
        "Quality of environment against trust checklist",
    ],
    "School capacity to improve": [
        "Staff engagement in CPD",
        "Staff wellbeing survey",
        "Staff attendance",
        "Governance audit and skills",
    ],
}

SMALL = """\
key: small
version: "1"
title: A small framework
summary: Three steps, higher is better.
author: A trust
checker: Another person
next_review: 2027-06-30
polarity: higher_is_better
strands:
  - code: people
    title: People
    moderator: chief_executive
scale:
  steps:
    - {code: weak, label: Weak, value: 1, shape: diamond, meaning: Not there yet.}
    - {code: sound, label: Sound, value: 2, shape: half, meaning: There for the most part.}
    - {code: strong, label: Strong, value: 4, shape: circle, meaning: There in full.}
  not_rated: {label: Not rated, meaning: Nobody has answered.}
  not_applicable: {label: Not applicable, meaning: It does not exist here.}
scoring:
  levels:
    - {step: strong, from_percent: 0}
    - {step: sound, from_percent: 40}
    - {step: weak, from_percent: 80}
criteria:
  - code: welcome
    title: Welcome
    summary: How people are met.
    strands: [people]
    moderated_by: people
    kpis:
      - code: front-door
        title: Front door
        question: Is somebody at the door in the morning?
        look_at:
          - The door at half past eight
        steps:
          weak: Nobody is at the door.
          sound: Somebody is there on most days.
          strong: A named person greets everyone daily.
"""


def line_of(text: str, part: str) -> int:
    """The line (from 1) on which ``part`` first stands."""
    return text[: text.index(part)].count("\n") + 1


def fault(text: str) -> list[tuple[int, str]]:
    with pytest.raises(PackError) as caught:
        loads(text, "small.yaml")
    told = [finding.removeprefix("small.yaml:").split(": ", 1) for finding in caught.value.findings]
    return [(int(line), sentence) for line, sentence in told]


@pytest.fixture(scope="module")
def framework() -> FrameworkSpec:
    return load(PACK)


def test_the_pack_holds_the_strategys_criteria_and_kpis(framework: FrameworkSpec) -> None:
    assert {c.title: [k.title for k in c.kpis] for c in framework.criteria} == STRATEGY
    assert [len(c.kpis) for c in framework.criteria] == [4, 5, 4, 4, 3, 3, 2, 4, 4, 2, 4]
    assert sum(1 for _ in framework.kpis()) == 39


def test_what_the_strategy_leaves_open_is_marked_as_a_proposal(framework: FrameworkSpec) -> None:
    assert framework.guidance.proposed
    assert framework.scale.proposed
    assert framework.scoring.proposed
    assert all(criterion.proposed for criterion in framework.criteria)
    for _, kpi in framework.kpis():
        assert kpi.proposed == (kpi.weight != 1)
        assert all(gate.proposed for gate in kpi.gates)
        assert kpi.not_applicable is None or kpi.not_applicable.proposed
    whys = [why for _, why in framework.proposals()]
    assert all(whys)
    assert len(whys) == len(set(whys))


def test_each_strand_is_fed_and_moderated(framework: FrameworkSpec) -> None:
    assert {s.code for s in framework.strands} == {"academic", "operational"}
    assert {c.moderated_by for c in framework.criteria} == {"academic", "operational"}
    both = {c.code for c in framework.criteria if len(c.strands) == 2}
    assert both == {"leadership-and-management", "safeguarding", "capacity-to-improve"}
    assert all(c.moderated_by in c.strands for c in framework.criteria)


def test_early_years_may_be_excused_and_nothing_else(framework: FrameworkSpec) -> None:
    excusable = {kpi.code for _, kpi in framework.kpis() if kpi.not_applicable}
    assert excusable == {k.code for c in framework.criteria if c.code == "early-years" for k in c.kpis}
    rule = next(k.not_applicable for _, k in framework.kpis() if k.not_applicable)
    assert rule is not None
    assert rule.excuses(phase="primary", youngest_age=7)
    assert rule.excuses(phase=None, youngest_age=11)
    assert not rule.excuses(phase="primary", youngest_age=4)
    assert not rule.excuses(phase="primary", youngest_age=None)


def test_a_figure_entered_once_is_named_by_both_kpis(framework: FrameworkSpec) -> None:
    shared = {kpi.code: set(kpi.shares_figure_with) for _, kpi in framework.kpis() if kpi.shares_figure_with}
    assert shared == {
        "staff-voice": {"staff-wellbeing-survey"},
        "staff-wellbeing-survey": {"staff-voice"},
        "staff-absence-rates": {"staff-attendance"},
        "staff-attendance": {"staff-absence-rates"},
    }


def test_export_and_import_give_the_same_framework(framework: FrameworkSpec, tmp_path: Path) -> None:
    exported = tmp_path / "exported.yaml"
    exported.write_text(dump(framework), encoding="utf-8")
    assert load(exported) == framework
    small = loads(SMALL)
    assert loads(dump(small)) == small


def test_a_framework_of_another_shape() -> None:
    small = loads(SMALL)
    assert small.next_review == dt.date(2027, 6, 30)
    assert [small.severity(s) for s in ("weak", "sound", "strong")] == pytest.approx([1, 2 / 3, 0])
    assert [s.code for s in small.steps_by_severity()] == ["strong", "sound", "weak"]


def test_severity_of_the_trusts_scale(framework: FrameworkSpec) -> None:
    severities = [framework.severity(step.code) for step in framework.steps_by_severity()]
    assert severities == pytest.approx([0, 1 / 3, 2 / 3, 1])


def test_a_framework_is_frozen_and_checked_without_a_file_too(framework: FrameworkSpec) -> None:
    with pytest.raises(ValidationError, match="frozen"):
        framework.title = "Another"  # type: ignore[misc]
    doubled = framework.model_dump()
    doubled["criteria"] = (*doubled["criteria"], doubled["criteria"][0])
    with pytest.raises(ValidationError, match="used twice"):
        FrameworkSpec.model_validate(doubled)


BROKEN = [
    # what stands there, what is put in its place, the words of the line found at fault, part of the sentence
    ("key: small", "key: Small pack", "key: Small", "with digits or single hyphens"),
    ('version: "1"', "version: 1.5", "version: 1.5", "Write it in quotes"),
    ("next_review: 2027-06-30", "next_review: soon", "next_review: soon", "Write it as 2027-07-01"),
    ("polarity: higher_is_better", "polarity: up", "polarity: up", "Use 'higher_is_worse' or"),
    ("value: 2,", "value: 1,", "value: 1, shape: half", "Let values rise"),
    ("shape: half", "shape: circle", "label: Strong", "used twice"),
    ("shape: half", "shape: blob", "shape: blob", "Use 'circle', 'half'"),
    ("{step: sound, from_percent: 40}", "{step: sound, from_percent: 0}", "{step: sound", "Let levels rise"),
    ("{step: strong, from_percent: 0}", "{step: strong, from_percent: 5}", "{step: strong", "begin at 0"),
    ("{step: sound, from_percent: 40}", "{step: good, from_percent: 40}", "  levels:", "strong, sound, weak"),
    ("strands: [people]", "strands: [money]", "strands: [money]", "The strand `money` is not declared"),
    ("moderated_by: people", "moderated_by: money", "moderated_by: money", "Use people, or add it"),
    ("    kpis:", "    weight: 0\n    kpis:", "weight: 0", "greater than 0"),
    ("    title: Front door", "    titel: Front door", "titel:", "did you mean `title`?"),
    ("        title: Front door\n", "", "- code: front-door", "`title` is missing. Add `title`"),
    ("weak: Nobody is at the door.", "poor: Nobody is here now.", "poor:", "no step `poor`. Use weak"),
    ("          weak: Nobody is at the door.\n", "", "        steps:", "Step `weak` has no guidance"),
    ("        look_at:\n          - The", "        look_at: The", "look_at: The", "which is not a list"),
    ("title: People\n", "title: P\n    moderator: x\n  - code: tea\n    title: T\n", "code: tea", "No criterion feeds"),
    ("    moderator: chief_executive\n", "", "- code: people", "`moderator` is missing. Add `moderator`"),
    ("moderator: chief_e", "moderator: Chief e", "moderator: Chief", "with digits or single underscores"),
    ("    summary: How", "    proposed: true\n    summary: How", "proposed: true", "Add `why:`"),
    ("        question:", "        shares_figure_with: [b]\n        question:", "[b]", "not another KPI"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "at", "sentence"), BROKEN, ids=[row[3][:30] + row[0][:12] for row in BROKEN]
)
def test_a_fault_is_told_with_line_and_remedy(old: str, new: str, at: str, sentence: str) -> None:
    assert SMALL.count(old) == 1 or "shape" in old
    text = SMALL.replace(old, new)
    found = fault(text)
    assert any(line == line_of(text, at) and sentence in told for line, told in found), found


GATE = "        gates: [{code: shut, at: %s, criterion_at_least: %s, sentence: The door is shut to all.}]\n"


def with_gate(at: str, floor: str) -> str:
    return SMALL.replace("        steps:\n", GATE % (at, floor) + "        steps:\n")


def test_a_gate_names_steps_of_the_scale() -> None:
    assert loads(with_gate("weak", "weak")).criteria[0].kpis[0].gates[0].code == "shut"
    text = with_gate("poor", "awful")
    told = fault(text)
    assert [line for line, _ in told] == [line_of(text, "gates:")] * 2
    assert any("`poor` for this gate's `at`" in sentence for _, sentence in told)
    assert any("`awful` for this gate's `criterion_at_least`" in sentence for _, sentence in told)


def test_codes_are_used_once_in_the_whole_pack() -> None:
    second = SMALL[SMALL.index("  - code: welcome") :]
    text = SMALL + second
    told = fault(text)
    assert (line_of(text, "criteria:") + 1 + second.count("\n"), told[0][1]) == told[0]
    assert "criterion code `welcome` is used twice" in told[0][1]
    assert any("KPI code `front-door` is used twice" in sentence for _, sentence in told)


def test_a_shared_figure_is_named_on_both_sides() -> None:
    kpi = SMALL[SMALL.index("      - code: front-door") :]
    other = kpi.replace("front-door", "back-door")
    text = SMALL + other.replace(
        "        question:", "        shares_figure_with: [front-door]\n        question:"
    )
    assert fault(text) == [
        (
            line_of(text, "shares_figure_with"),
            "`front-door` does not name `back-door` in return. Add it there.",
        )
    ]


def test_all_faults_are_told_at_once() -> None:
    text = (
        SMALL.replace('version: "1"', "version: 1")
        .replace("value: 2,", "value: 1,")
        .replace("summary: How", "sumary: How")
    )
    sentences = [sentence for _, sentence in fault(text)]
    assert len(sentences) == 4
    assert [line for line, _ in fault(text)] == sorted(line for line, _ in fault(text))


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("key: small\ntitle: [open\n", 3, "Check indentation, colons and quotes"),
        ("key: small\nversion: '1'\nkey: other\n", 3, "Keep one of the two"),
        ("- a list\n", 1, "made of `name: value` lines"),
        ("", 1, "made of `name: value` lines"),
    ],
)
def test_yaml_that_cannot_be_read(text: str, line: int, part: str) -> None:
    [(found, sentence)] = fault(text)
    assert (found, part in sentence) == (line, True), (found, sentence)


def test_a_file_that_is_not_there_or_not_utf_8(tmp_path: Path) -> None:
    with pytest.raises(PackError, match=r"gone\.yaml:1: The file cannot be read \(No such file"):
        load(tmp_path / "gone.yaml")
    (tmp_path / "latin.yaml").write_bytes("title: Café".encode("cp1252"))
    with pytest.raises(PackError, match=r"latin\.yaml:1: The file is not UTF-8"):
        load(tmp_path / "latin.yaml")
