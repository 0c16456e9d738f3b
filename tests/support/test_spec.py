"""An offer is data: a wrong pack is refused with file, line and remedy, and another shape works."""

from collections.abc import Callable
from pathlib import Path

import pytest

import support
from kit.packs import PackError, dump
from support.spec import Offer, load
from support.without_category import common_engagements

PACK = Path(support.__file__).parent / "packs" / "trust-offer.yaml"

SMALL = """\
key: island-offer
version: '3'
title: An island's offer
summary: Three categories, one strand, another person who confirms.
author: A
checker: B
next_review: 2030-01-01
people:
  - code: trustee
    label: Trustee
  - code: pilot
    label: The pilot
    portal_role: false
without_category:
  rule: least
strands:
  - code: welfare
    title: Welfare
    confirmed_by: trustee
    recommendation:
      thresholds:
        - category: green-water
          at_most: 10
        - category: swell
          at_most: 55.5
        - category: storm
      gates:
        - code: no-boat
          step: severe
          at_best: storm
          sentence: Without a boat the island is in storm.
    categories:
      - code: green-water
        title: Green water
        descriptor: All is well on the island.
        key_features: [{code: calm, text: The sea is calm today.}]
        engagements:
          - code: green-landing
            promise: landing
            title: A landing each term
            means: The pilot lands once each term.
            owed_by: [pilot]
            attended_by: [trustee]
            rhythm: {kind: recurring, every: termly}
          - code: green-letter
            promise: letter
            title: Two letters a year
            means: At least two letters arrive each year.
            owed_by: [trustee]
            rhythm: {kind: at_least, times: 2, window: year}
      - code: swell
        title: Swell
        descriptor: The island needs some attention.
        key_features: [{code: waves, text: The waves are growing higher.}]
        engagements:
          - code: swell-landing
            promise: landing
            title: A landing each half-term
            means: The pilot lands in each half-term.
            owed_by: [pilot]
            rhythm: {kind: recurring, every: half_termly}
          - code: swell-letter
            promise: letter
            title: Two letters a year
            means: Two letters arrive, at the least.
            owed_by: [trustee]
            rhythm: {kind: at_least, times: 2, window: year}
      - code: storm
        title: Storm
        descriptor: The island needs everybody's attention.
        key_features: [{code: wind, text: The wind is blowing very hard.}]
        engagements:
          - code: storm-landing
            promise: landing
            title: A landing each week
            means: The pilot lands every single week.
            owed_by: [pilot]
            rhythm: {kind: recurring, every: school_weeks}
          - code: storm-letter
            promise: letter
            title: Two letters in the year
            means: Letters arrive twice, or more often.
            owed_by: [trustee]
            rhythm: {kind: at_least, times: 2, window: year}
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "offer.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_the_offer_of_the_trust_has_two_strands_confirmed_by_two_people():
    offer = load(PACK)

    assert [(strand.code, strand.confirmed_by) for strand in offer.strands] == [
        ("academic", "chief_executive"),
        ("operational", "chief_financial_officer"),
    ]
    for strand in offer.strands:
        assert [category.code for category in strand.categories] == [
            "sustain",
            "refine",
            "reinforce",
            "stabilise",
        ]
    features = [[len(category.key_features) for category in strand.categories] for strand in offer.strands]
    assert features == [[6, 7, 2, 6], [5, 5, 1, 4]]


def test_thresholds_and_gates_are_proposals_that_say_so():
    for strand in load(PACK).strands:
        assert strand.recommendation.proposed
        assert all(gate.proposed and gate.note for gate in strand.recommendation.gates)


def test_an_offer_of_another_shape_loads(written: Callable[[str], Path]):
    offer = load(written(SMALL))

    assert [category.title for category in offer.strand("welfare").categories] == [
        "Green water",
        "Swell",
        "Storm",
    ]
    assert offer.person_label("pilot") == "The pilot"


@pytest.mark.parametrize("text", [None, SMALL], ids=["trust", "island"])
def test_an_offer_written_out_reads_back_the_same(text: str | None, written: Callable[[str], Path]):
    offer = load(written(text) if text else PACK)

    assert load(written(dump(offer))) == offer


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("title: An island's", "titel: An island's", "titel:", "`titel` is not known here. Remove it"),
        ("author: A\n", "", "key: island-offer", "`author` is missing. Add `author`"),
        ("next_review: 2030-01-01", "next_review: soon", "next_review: soon", "`next_review` is 'soon'"),
        ("kind: at_least", "kind: at_times", "kind: at_times", "'at_times' is not known here. Use one of"),
        ("half_termly", "fortnightly", "fortnightly", "`every` is 'fortnightly'. Use 'school_weeks'"),
        ("times: 2", "times: 0", "times: 0", "greater than or equal to 1"),
        ("confirmed_by: trustee", "confirmed_by: pilot", "confirmed_by: pilot", "not a role of the portal"),
        ("by: [trustee]", "by: [trusty]", "code: green-landing", "`trusty` does not stand under `people`"),
        ("code: swell-letter", "code: green-letter", "code: green-letter", "is used more than once"),
        (
            "promise: letter",
            "promise: landing",
            "promise: landing",
            "Two of the engagements have the promise",
        ),
        ("title: Two letters", "title: A Landing each term #", "#", "have the title `a landing each term`"),
        ("{code: waves,", "{code: calm,", "the sea is calm", "`calm` stands twice"),
        ("at_best: storm", "at_best: ebb", "at_best: ebb", "no category `ebb`. Use one of swell, storm"),
        ("at_best: storm", "at_best: green-water", "at_best: green-water", "holds nothing"),
        ("at_most: 55.5", "at_most: 5", "thresholds:", "do not rise"),
        ("          at_most: 10\n", "", "thresholds:", "Only the last category is open-ended"),
        ("- category: swell", "- category: ebb", "thresholds:", "List in order: green-water, swell, storm"),
        ("  rule: least", "  rule: least\n  proposed: true", "without_category:", "Add a `note`"),
        ("code: pilot", "code: trustee", "code: trustee", "Two of the people have the code `trustee`"),
        ("version: '3'", "version: '3'\nversion: '4'", "version: '4'", "duplicate key"),
        (
            "    confirmed_by: trustee",
            "    confirmed_by: trustee\n    appeals: {decided_by: pilot}",
            "appeals:",
            "`pilot` is not a role of the portal under `people`. Name a role that can sign in and decide",
        ),
        (
            "strands:\n",
            "watching: {points: 5, terms: 3, much_support: [ebb]}\nstrands:\n",
            "watching:",
            "No strand has a category `ebb`",
        ),
        (
            "strands:\n",
            "early_warning: {school_days: 5, proposed: true}\nstrands:\n",
            "early_warning:",
            "This is proposed, but no note says why",
        ),
        (
            "{code: waves, text: The waves are growing higher.}",
            "{code: waves, text: The waves are growing higher., shown_by: {kind: outcomes, are: low}}",
            "code: waves",
            "the offer does not say which figures",
        ),
        (
            "        title: Swell\n",
            "        title: Swell\n        review: {within_weeks: 9, proposed: true}\n",
            "review:",
            "This is proposed, but no note says why",
        ),
        ("people:", "people: [", "- code: trustee", "cannot be understood"),
    ],
)
def test_a_wrong_pack_is_refused_with_file_line_and_remedy(
    old: str, new: str, line: str, says: str, written: Callable[[str], Path]
):
    assert old in SMALL
    text = SMALL.replace(old, new, 1)

    with pytest.raises(PackError) as refused:
        load(written(text))

    found = [finding.split("offer.yaml:")[1].split(":", 1) for finding in refused.value.findings]
    lines = text.casefold().splitlines()
    assert [(at, said) for at, said in found if says in said and line.casefold() in lines[int(at) - 1]], found


def test_every_finding_is_reported_at_once_in_the_order_of_the_lines(written: Callable[[str], Path]):
    text = SMALL.replace("times: 2", "times: 0").replace("key: island-offer", "key: Island Offer")
    with pytest.raises(PackError) as refused:
        load(written(text))

    lines = [int(finding.split("offer.yaml:")[1].split(":")[0]) for finding in refused.value.findings]
    assert len(lines) == 4
    assert lines == sorted(lines)


def test_a_promise_belongs_to_one_strand(written: Callable[[str], Path]):
    second = (
        SMALL[SMALL.index("  - code: welfare") :]
        .replace("welfare", "repairs")
        .replace("code: green-", "code: r-")
    )
    second = second.replace("code: swell-", "code: rs-").replace("code: storm-", "code: rt-")
    with pytest.raises(PackError, match="`landing` already belongs to the strand `welfare`"):
        load(written(SMALL + second))


def test_a_missing_file_is_a_finding(tmp_path: Path):
    with pytest.raises(PackError, match="cannot be read"):
        load(tmp_path / "nowhere.yaml")


def test_a_school_without_a_category_gets_what_all_four_share():
    offer = load(PACK)

    assert [engagement.code for engagement in common_engagements(offer, "academic")] == [
        "academic-sustain-headteacher-network",
        "academic-sustain-deputy-and-subject-leader-network",
        "academic-sustain-progress-meeting",
        "academic-sustain-improvement-support",
        "academic-sustain-trust-training-day",
    ]
    assert [engagement.code for engagement in common_engagements(offer, "operational")] == [
        "operational-sustain-operational-joint-visit",
        "operational-sustain-operations-network",
    ]


def test_the_smallest_measure_is_shared_wherever_it_stands(written: Callable[[str], Path]):
    often = SMALL.replace("every: termly", "every: monthly")

    shared = common_engagements(load(written(often)), "welfare")
    assert [engagement.code for engagement in shared] == ["swell-landing", "green-letter"]


def test_a_trust_may_share_only_what_is_identical(written: Callable[[str], Path]):
    strict: Offer = load(written(SMALL.replace("rule: least", "rule: identical")))

    assert [engagement.promise for engagement in common_engagements(strict, "welfare")] == ["letter"]
