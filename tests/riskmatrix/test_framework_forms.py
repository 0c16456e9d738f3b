"""Each part of a draft as a form: what stands there comes back as it was, and faults stand beside their field."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import QueryDict

from riskmatrix.drafting import Faulty, checked, codes, plain
from riskmatrix.drafting.crosswalk import begun
from riskmatrix.drafting.taking_out import take_out
from riskmatrix.forms.frameworks import ITEMS, ONCE, Draft, PartForm
from riskmatrix.spec import FrameworkSpec, load
from tests.riskmatrix.versions import harbour

OLD, NEW = harbour()
TRUST = load("riskmatrix/packs/trust-risk-matrix.yaml")


def draft_of(spec: FrameworkSpec) -> Draft:
    data = {**plain(spec), "version": "next"}
    begun(data, spec)
    return Draft(checked(data), spec)


HARBOUR = draft_of(OLD)
DRAFTS = {"harbour": HARBOUR, "trust": draft_of(TRUST)}


def sent(form: PartForm, **changes: Any) -> QueryDict:
    """What a browser sends for a form as it is shown, with ``changes`` typed; None leaves a field out."""
    body = QueryDict(mutable=True)
    for name in form.fields:
        value = changes.get(name, form[name].value()) if name in changes else form[name].value()
        if value is None or value is False or value == []:
            continue
        given = value if isinstance(value, list | tuple) else [value]
        body.setlist(name, ["on" if each is True else str(each) for each in given])
    return body


def filled(
    part: str, *, draft: Draft | None = None, code: str = "", within: str = "", **changes: Any
) -> PartForm:
    """The form of a part with ``changes`` typed into what it shows."""
    form, draft = {**ONCE, **ITEMS}[part], draft or HARBOUR
    shown = form(draft=draft, code=code, within=within)
    return form(sent(shown, **changes), draft=draft, code=code, within=within)


def result(form: PartForm) -> FrameworkSpec:
    assert form.is_valid(), form.errors
    return form.result()


def errors(form: PartForm) -> dict[str, list[str]]:
    """The errors by field after the whole has been checked."""
    if form.is_valid():
        with pytest.raises(Faulty) as faulty:
            form.result()
        form.blame(faulty.value.findings)
    return {str(field): list(said) for field, said in form.errors.items()}


EVERY = [
    *((name, kind, "") for name in DRAFTS for kind in ONCE),
    *(
        (name, kind, code)
        for name, draft in DRAFTS.items()
        for kind in ITEMS
        if kind not in ("step", "change")
        for code in codes(plain(draft.spec), kind)
    ),
]


@pytest.mark.parametrize(("name", "kind"), sorted({(name, kind) for name, kind, _ in EVERY}))
def test_a_part_saved_as_it_is_shown_changes_nothing(name: str, kind: str) -> None:
    draft = DRAFTS[name]
    for code in [code for n, k, code in EVERY if (n, k) == (name, kind)]:
        form = filled(kind, draft=draft, code=code)
        assert not form.is_stale()
        assert result(form) == draft.spec, code


def test_what_is_typed_stands_in_the_part_and_nowhere_else() -> None:
    spec = result(filled("kpi", code="clubs", question="Does everybody take part in something?", weight="2"))
    assert (spec.kpi("clubs").question, spec.kpi("clubs").weight) == (
        "Does everybody take part in something?",
        2.0,
    )
    assert spec.model_copy(update={"criteria": ()}) == HARBOUR.spec.model_copy(update={"criteria": ()})


def test_lines_become_sentences_and_odd_characters_are_cleaned() -> None:
    form = filled("kpi", code="clubs", look_at="Registers of clubs\r\n\r\n  The roll beside them \u202e \r\n")
    assert result(form).kpi("clubs").look_at == ("Registers of clubs", "The roll beside them")


@pytest.mark.parametrize(
    ("kind", "code", "typed", "field", "words"),
    [
        ("kpi", "clubs", {"title": ""}, "title", "required"),
        ("kpi", "clubs", {"question": "Why"}, "question", "at least 10 characters"),
        ("kpi", "clubs", {"question": "x" * 241}, "question", "Shorten it by 1"),
        ("kpi", "clubs", {"look_at": "\n".join(["A line to look at"] * 7)}, "look_at", "at most"),
        ("kpi", "clubs", {"weight": "0"}, "weight", "`weight` is 0"),
        ("kpi", "clubs", {"weight": "heavy"}, "weight", "not a number"),
        ("kpi", "clubs", {"proposed": True}, "proposed", "needs its reason"),
        ("kpi", "clubs", {"not_applicable__on_request": True}, "not_applicable__reason", "not text"),
        ("kpi", "clubs", {"gates__0__at": "none"}, "gates__0__sentence", "required"),
        ("kpi", "safe-adults", {"gates__0__at": "no-such"}, "gates__0__at", "valid choice"),
        ("general", "", {"next_review": "soon"}, "next_review", "not a date"),
        ("scale", "", {"scale__steps__1__value": "9"}, "scale__steps__2__value", "does not exceed"),
        ("scale", "", {"scale__steps__1__shape": "diamond"}, "scale__steps__1__shape", "used twice"),
        ("scoring", "", {"scoring__levels__0__from_percent": "5"}, "scoring__levels__0__from_percent", "begin at 0"),
        ("practice", "", {"calibration__generous_from": "0.1"}, "calibration__generous_from", "both accurate"),
        ("practice", "", {"calibration__least_pairs": ""}, "calibration__least_pairs", "`least_pairs`"),
        ("criterion", "classroom", {"strands": []}, "strands", "too short"),
        ("suggestion", "attendance-against-england", {"at_least__limited": "9"}, None, "not below"),
        ("suggestion", "attendance-against-england", {"sentence__none": ""}, "sentence__none", "take the number out"),
        ("measure", "attendance", {"kpis": []}, None, "does not rest on"),
    ],
)  # fmt: skip
def test_a_fault_stands_beside_its_field(
    kind: str, code: str, typed: dict[str, Any], field: str | None, words: str
) -> None:
    said = errors(filled(kind, code=code, **typed))
    assert any(words in sentence for sentence in said[field or "__all__"]), said


def test_a_fault_of_another_part_is_said_with_its_title() -> None:
    said = errors(filled("measure", code="attendance", kpis=[]))
    assert [sentence.split(":")[0] for sentence in said["__all__"]] == ["Attendance"]
    assert said["kpis"][0].startswith("No KPI rests on the measure")


def test_rows_are_added_and_taken_out_by_what_stands_in_them() -> None:
    gate = {"sentence": "Nobody may be forgotten for long.", "at": "limited", "criterion_at_least": "partial"}
    spec = result(filled("kpi", code="clubs", **{f"gates__0__{name}": value for name, value in gate.items()}))
    (made,) = spec.kpi("clubs").gates
    assert (made.code, made.strand_at_least) == ("clubs-limited", None)

    without = result(filled("kpi", code="safe-adults", gates__0__sentence=""))
    assert without.kpi("safe-adults").gates == ()


class TestNewParts:
    KPI = {
        "title": "Families",
        "question": "Are we sure that families would speak up?",
        "look_at": "What the last survey said",
        **{f"steps__{step.code}": f"Families at the step {step.label}." for step in OLD.scale.steps},
    }

    def test_a_kpi_begins_whole_with_a_code_that_nobody_had(self) -> None:
        spec = result(filled("kpi", within="classroom", **self.KPI))
        assert [kpi.code for kpi in spec.criteria[0].kpis] == ["curriculum", "teaching", "clubs", "families"]
        again = result(filled("kpi", within="classroom", **{**self.KPI, "title": "Clubs"}))
        assert again.criteria[0].kpis[-1].code == "clubs-2"

    def test_a_criterion_begins_with_its_first_kpi(self) -> None:
        first = {f"kpis__0__{name}": value for name, value in self.KPI.items()}
        about = {"title": "Belonging", "summary": "Whether families are with us.", "strands": ["academic"]}
        spec = result(filled("criterion", **about, moderated_by="academic", **first))
        assert (spec.criteria[-1].code, spec.criteria[-1].kpis[0].code) == ("belonging", "families")

    def test_a_step_brings_a_level_and_guidance_for_every_kpi(self) -> None:
        step = {
            "label": "Hardly any",
            "value": "1.5",
            "shape": "square",
            "meaning": "One or two could show it.",
        }
        said = errors(filled("step", **step, from_percent="75"))
        assert said["__all__"][0].startswith("Partial: The step shape `square` is used twice.")

        freed = result(filled("scale", scale__steps__2__shape="circle", scale__steps__4__shape="square"))
        assert freed.scale.steps[2].shape == "circle"
        four = checked({**plain(OLD), "version": "4"} | _without_full())
        spec = result(
            filled("step", draft=Draft(four, None), **{**step, "shape": "circle"}, from_percent="75")
        )
        assert [each.code for each in spec.scale.steps][:3] == ["none", "hardly-any", "limited"]
        assert [level.step for level in spec.scoring.levels][-2:] == ["hardly-any", "none"]
        assert spec.kpi("clubs").steps["hardly-any"] == "One or two could show it."

    def test_a_strand_needs_a_criterion_that_feeds_it(self) -> None:
        strand = {"title": "Community", "moderator": "chief_executive"}
        assert "No criterion feeds" in errors(filled("strand", **strand))["criteria"][0]
        spec = result(filled("strand", **strand, criteria=["classroom"]))
        assert spec.criteria[0].strands == ("academic", "community")

    def test_a_measure_needs_a_kpi_that_rests_on_it(self) -> None:
        measure = {
            "title": "Clubs joined", "definition": "Pupils in a club as a share of the roll.", "unit": "percent",
            "direction": "higher_is_better", "cycle_months": "6", "periods": ["term"],
        }  # fmt: skip
        assert "No KPI rests" in str(errors(filled("measure", **measure)))
        spec = result(filled("measure", **measure, kpis=["clubs"]))
        assert spec.kpi("clubs").measures == ("clubs-joined",)

    def test_a_suggestion_has_the_thresholds_that_have_a_sentence(self) -> None:
        spec = result(
            filled(
                "suggestion",
                within="teaching",
                measure="days-of-supply",
                compare="value",
                at_least__none="30",
                sentence__none="Supply teachers take most lessons.",
                sentence__substantial="Supply teachers are the exception.",
            )
        )
        (made,) = spec.kpi("teaching").suggestions
        assert made.code == "days-of-supply-value"
        assert [(t.step, t.at_least) for t in made.thresholds] == [("none", 30.0), ("substantial", None)]

    def test_a_mapping_is_dated_and_names_criteria(self) -> None:
        mapping = {
            "title": "Areas of the inspectors", "in_force_from": "10 November 2025",
            "source": "Read in their handbook.", "source_date": "1/9/2026",
            "areas__0__title": "Safety", "areas__0__criteria": ["keeping-children-safe"],
        }  # fmt: skip
        (made,) = result(filled("mapping", **mapping)).mappings
        assert made.areas[0].criteria == ("keeping-children-safe",)
        wrong = errors(filled("mapping", **mapping, in_force_until="1 November 2025"))
        assert "before it begins" in wrong["in_force_until"][0]

    def test_what_became_of_kpis(self) -> None:
        data = plain(HARBOUR.spec)
        take_out(data, "kpi", "clubs", OLD)
        fewer = Draft(checked(data), OLD)
        change = {"kind": "merged", "before": ["clubs", "teaching"], "now": ["teaching"]}
        assert "needs a note" in errors(filled("change", draft=fewer, **change))["kind"][0]
        spec = result(filled("change", draft=fewer, **change, note="Both are seen in one visit."))
        assert [(c.kind, set(c.before)) for c in spec.crosswalk[0].changes] == [
            ("merged", {"clubs", "teaching"})
        ]
        split = errors(
            filled("change", kind="split", before=["clubs"], now=["clubs"], note="It was two things.")
        )
        assert "at least two now" in split["kind"][0]


def _without_full() -> dict[str, Any]:
    data = plain(OLD)
    take_out(data, "step", "full", None)
    return {**data, "version": "4"}


def test_turning_the_polarity_leaves_a_whole() -> None:
    spec = result(filled("general", polarity="higher_is_worse"))
    assert [level.step for level in spec.scoring.levels] == [
        "none",
        "limited",
        "partial",
        "substantial",
        "full",
    ]


def test_another_seal_says_that_somebody_was_there() -> None:
    form = filled("kpi", code="clubs", title="Clubs and teams")
    changed = result(filled("kpi", code="clubs", title="Clubs for all"))
    later = type(form)(form.data, draft=Draft(changed, OLD), code="clubs")
    assert later.is_stale()
    assert not type(form)(later.data, draft=Draft(changed, OLD), code="clubs").is_stale()
    elsewhere = result(filled("kpi", code="money", title="Money for two years"))
    assert not type(form)(form.data, draft=Draft(elsewhere, OLD), code="clubs").is_stale()


@pytest.mark.parametrize("kind", [kind for kind in ITEMS if kind not in ("step", "kpi", "suggestion")])
def test_a_part_that_is_not_there(kind: str) -> None:
    with pytest.raises(KeyError):
        ITEMS[kind](draft=HARBOUR, code="no-such")
