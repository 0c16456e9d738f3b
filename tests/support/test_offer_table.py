"""All 58 engagements of the strategy, written by hand from its text, against the pack and the year 2026/27.

Peterborough 2026/27: half-terms of 8, 7, 6, 5, 7 and 7 school weeks. The count is what a school in that
category all year is promised (for a standing aim, how often its status is reviewed); None where nothing is
laid out.
"""

from collections import Counter
from pathlib import Path

import pytest

import support
from schools.typical_year import typical_year
from support.schedule import lay_out
from support.spec import AtLeast, Engagement, Once, Recurring, load

OFFER = load(Path(support.__file__).parent / "packs" / "trust-offer.yaml")
PETERBOROUGH = typical_year(2026)  # tests/schools/test_calendar.py compares it with the published dates

PEOPLE = {
    "HEAD": "headteacher",
    "DEPUTY": "deputy_headteacher",
    "SENIOR": "senior_leader",
    "SUBJECT": "subject_leader",
    "BUSINESS": "school_business_manager",
    "CHAIR": "chair_of_governors",
    "GOVERNOR": "governor",
    "CLERK": "clerk",
    "CEO": "chief_executive",
    "CFO": "chief_financial_officer",
    "HSI": "head_of_school_improvement",
    "ADVISER": "improvement_adviser",
    "STAFF": "all_staff",
    "OTHERS": "other_schools",
    "REVIEWER": "external_reviewer",
    "CONSULTANT": "external_consultant",
    "COMPETENT": "competent_person",
    "RESOURCE": "resource_management_adviser",
}

# strand, category, what the strategy lists, kind, frequency, count, owed by, attended by
TABLE = [
    ("academic", "sustain", "headteacher-network", "recurring", "every 3 school weeks", 13, "CEO", "HEAD"),
    ("academic", "sustain", "deputy-and-subject-leader-network", "recurring", "termly", 6, "HSI", "DEPUTY SUBJECT"),
    ("academic", "sustain", "progress-meeting", "recurring", "termly", 3, "CEO", "HEAD CEO"),
    ("academic", "sustain", "joint-monitoring-visit", "recurring", "termly", 3, "CEO", "HEAD CEO"),
    ("academic", "sustain", "improvement-support", "at_least", "1 a half_term", 6, "HSI", "HEAD ADVISER"),
    ("academic", "sustain", "trust-training-day", "at_least", "1 a year", 1, "CEO", "STAFF"),
    ("academic", "refine", "headteacher-network", "recurring", "every 3 school weeks", 13, "CEO", "HEAD"),
    ("academic", "refine", "deputy-and-subject-leader-network", "recurring", "termly", 6, "HSI", "DEPUTY SUBJECT"),
    ("academic", "refine", "progress-meeting", "recurring", "termly", 3, "CEO", "HEAD CEO"),
    ("academic", "refine", "joint-monitoring-visit", "recurring", "termly", 3, "CEO", "HEAD CEO"),
    ("academic", "refine", "improvement-support", "at_least", "2 a half_term", 12, "HSI", "HEAD ADVISER"),
    ("academic", "refine", "trust-training-day", "at_least", "1 a year", 1, "CEO", "STAFF"),
    ("academic", "reinforce", "headteacher-network", "recurring", "every 3 school weeks", 13, "CEO", "HEAD"),
    ("academic", "reinforce", "deputy-and-subject-leader-network", "recurring", "termly", 6, "HSI", "DEPUTY SUBJECT"),
    ("academic", "reinforce", "progress-meeting", "recurring", "half_termly", 6, "CEO", "HEAD CEO"),
    ("academic", "reinforce", "improvement-support", "at_least", "3 a half_term", 18, "ADVISER", "HEAD ADVISER"),
    ("academic", "reinforce", "staff-training", "at_least", "1 a year", 1, "HSI", "STAFF"),
    ("academic", "reinforce", "progress-quality-assurance", "recurring", "termly", 3, "HSI", "HEAD ADVISER"),
    ("academic", "reinforce", "reviews", "if_required", None, None, "HSI", "HEAD CHAIR REVIEWER"),
    ("academic", "reinforce", "school-to-school-support", "standing_aim", None, 6, "HSI", "HEAD OTHERS"),
    ("academic", "reinforce", "external-consultant", "standing_aim", None, 6, "HSI", "HEAD CONSULTANT"),
    ("academic", "reinforce", "trust-training-day", "at_least", "1 a year", 1, "CEO", "STAFF"),
    ("academic", "stabilise", "headteacher-network", "recurring", "every 3 school weeks", 13, "CEO", "HEAD"),
    ("academic", "stabilise", "deputy-and-subject-leader-network", "recurring", "termly", 6, "HSI", "DEPUTY SUBJECT"),
    ("academic", "stabilise", "progress-meeting", "recurring", "monthly", 11, "CEO", "HEAD CEO CHAIR"),
    ("academic", "stabilise", "improvement-support", "at_least", "1 a school_week", 40, "HSI", "HEAD HSI"),
    ("academic", "stabilise", "senior-leadership", "standing_aim", None, 6, "CEO", "HEAD CHAIR"),
    ("academic", "stabilise", "reviews", "once", "by term", 3, "HSI", "HEAD CHAIR REVIEWER"),
    ("academic", "stabilise", "rapid-improvement-plan", "recurring", "every 6 school weeks", 6,
     "HEAD HSI", "HEAD SENIOR HSI"),
    ("academic", "stabilise", "leadership-at-all-levels", "standing_aim", None, 6, "HSI", "HEAD SENIOR SUBJECT"),
    ("academic", "stabilise", "quality-first-teaching", "standing_aim", None, 6, "HSI", "HEAD OTHERS"),
    ("academic", "stabilise", "raise-standards", "standing_aim", None, 6, "HEAD HSI", "HEAD HSI"),
    ("academic", "stabilise", "trust-training-day", "at_least", "1 a year", 1, "CEO", "STAFF"),
    ("operational", "sustain", "operational-joint-visit", "recurring", "termly", 3, "CFO", "HEAD CFO"),
    ("operational", "sustain", "operations-network", "recurring", "monthly", 11, "CFO", "BUSINESS"),
    ("operational", "sustain", "operational-support-session", "at_least", "1 a term", 3,
     "HSI", "HEAD BUSINESS ADVISER"),
    ("operational", "sustain", "health-and-safety-training", "at_least", "1 a year", 1, "CFO", "STAFF"),
    ("operational", "sustain", "health-and-safety-audit", "recurring", "annual", 1, "CFO", "HEAD BUSINESS COMPETENT"),
    ("operational", "refine", "operational-joint-visit", "recurring", "termly", 3, "CFO", "HEAD CFO"),
    ("operational", "refine", "operations-network", "recurring", "monthly", 11, "CFO", "BUSINESS"),
    ("operational", "refine", "operational-support-session", "at_least", "1 a term", 3,
     "HSI", "HEAD BUSINESS ADVISER"),
    ("operational", "refine", "health-and-safety-training", "at_least", "1 a year", 1, "CFO", "STAFF"),
    ("operational", "refine", "health-and-safety-audit", "recurring", "annual", 1, "CFO", "HEAD BUSINESS COMPETENT"),
    ("operational", "reinforce", "operational-joint-visit", "recurring", "half_termly", 6, "CFO", "HEAD CFO"),
    ("operational", "reinforce", "operations-network", "recurring", "monthly", 11, "CFO", "BUSINESS"),
    ("operational", "reinforce", "operational-support-session", "at_least", "1 a half_term", 6,
     "HSI", "HEAD BUSINESS ADVISER"),
    ("operational", "reinforce", "health-and-safety-training", "at_least", "1 a year", 1, "CFO", "STAFF"),
    ("operational", "reinforce", "health-and-safety-audit", "recurring", "annual", 1,
     "CFO", "HEAD BUSINESS COMPETENT"),
    ("operational", "reinforce", "governance-review", "once", "by year", 1, "CEO", "CHAIR GOVERNOR CLERK"),
    ("operational", "reinforce", "marketing-plan", "once", "by year", 1, "CFO", "HEAD BUSINESS"),
    ("operational", "stabilise", "operational-joint-visit", "recurring", "monthly", 11, "CFO", "HEAD CFO"),
    ("operational", "stabilise", "operations-network", "recurring", "monthly", 11, "CFO", "BUSINESS"),
    ("operational", "stabilise", "website-compliance-review", "once", "by term", 1, "CFO", "BUSINESS"),
    ("operational", "stabilise", "safeguarding-and-site-audit", "once", "by term", 1, "CFO", "HEAD REVIEWER"),
    ("operational", "stabilise", "curriculum-and-financial-planning", "once", "by term", 1,
     "CFO", "HEAD BUSINESS CFO RESOURCE"),
    ("operational", "stabilise", "marketing-plan", "once", "by term", 1, "CFO", "HEAD BUSINESS"),
    ("operational", "stabilise", "stakeholder-communication", "standing_aim", None, 6, "CEO", "HEAD CHAIR"),
    ("operational", "stabilise", "governance-review", "once", "by term", 1, "CEO", "CHAIR GOVERNOR CLERK REVIEWER"),
]  # fmt: skip

# who goes to which of the meetings that one listed engagement promises
NETWORKS = {"deputies": "DEPUTY", "subject-leaders": "SUBJECT"}
STREAMS = {
    "academic-sustain-deputy-and-subject-leader-network": NETWORKS,
    "academic-refine-deputy-and-subject-leader-network": NETWORKS,
    "academic-reinforce-deputy-and-subject-leader-network": NETWORKS,
    "academic-stabilise-deputy-and-subject-leader-network": NETWORKS,
    "academic-stabilise-reviews": {
        "governance": "HEAD CHAIR REVIEWER",
        "send": "HEAD REVIEWER",
        "pupil-premium": "HEAD REVIEWER",
    },
}

# what the strategy itself settles: how often, and with whom; all else the pack has to call proposed
SETTLED = {
    "academic-sustain-progress-meeting",
    "academic-refine-progress-meeting",
    "academic-reinforce-progress-meeting",
    "academic-stabilise-progress-meeting",
    "academic-sustain-joint-monitoring-visit",
    "academic-refine-joint-monitoring-visit",
    "academic-reinforce-improvement-support",
    "academic-stabilise-improvement-support",
    "operational-sustain-operational-joint-visit",
    "operational-refine-operational-joint-visit",
    "operational-reinforce-operational-joint-visit",
    "operational-stabilise-operational-joint-visit",
}


def _found(strand: str, category: str, promise: str) -> Engagement:
    listed = OFFER.strand(strand).category(category).engagements
    return {engagement.promise: engagement for engagement in listed}[promise]


def _people(words: str) -> tuple[str, ...]:
    return tuple(PEOPLE[word] for word in words.split())


def _frequency(engagement: Engagement) -> str | None:
    match engagement.rhythm:
        case Recurring(every="school_weeks", weeks=weeks):
            return f"every {weeks} school weeks"
        case Recurring(every=every):
            return every
        case AtLeast(times=times, window=window):
            return f"{times} a {window}"
        case Once(by=by):
            return f"by {by}"
        case _:
            return None


def test_the_pack_lists_exactly_the_engagements_of_the_strategy_in_its_order():
    assert [(s.code, c.code, e.promise) for s, c, e in OFFER.engagements()] == [row[:3] for row in TABLE]
    assert len(TABLE) == 58
    assert list(Counter((row[0], row[1]) for row in TABLE).values()) == [6, 6, 10, 11, 5, 5, 7, 8]


@pytest.mark.parametrize(
    ("strand", "category", "promise", "kind", "frequency", "count", "owed_by", "attended_by"),
    TABLE,
    ids=[f"{row[0]}-{row[1]}-{row[2]}" for row in TABLE],
)
def test_a_year_lays_out_what_the_strategy_promises(
    strand: str,
    category: str,
    promise: str,
    kind: str,
    frequency: str | None,
    count: int | None,
    owed_by: str,
    attended_by: str,
):
    engagement = _found(strand, category, promise)
    layout = lay_out(engagement, PETERBOROUGH, rules=OFFER.schedule)
    laid_out, empty = layout.occurrences, layout.reviews
    if kind == "standing_aim":
        laid_out, empty = layout.reviews, layout.occurrences

    assert (engagement.rhythm.kind, _frequency(engagement)) == (kind, frequency)
    assert engagement.owed_by == _people(owed_by)
    assert engagement.attended_by == _people(attended_by)
    streams = {stream.code: stream.attended_by for stream in engagement.streams}
    assert streams == {code: _people(who) for code, who in STREAMS.get(engagement.code, {}).items()}
    assert len(laid_out) == (count or 0)
    assert not empty
    assert not layout.shortfalls


def test_a_school_in_stabilise_twice_has_ninety_nine_scheduled_contacts_a_year():
    """The figure worked out when the strategy was read: 77 academic and 22 operational."""
    totals = {}
    for strand in OFFER.strands:
        regular = [
            engagement
            for engagement in strand.category("stabilise").engagements
            if engagement.rhythm.kind in {"recurring", "at_least"}
        ]
        totals[strand.code] = sum(len(lay_out(each, PETERBOROUGH).occurrences) for each in regular)

    assert totals == {"academic": 77, "operational": 22}


def test_whatever_the_strategy_leaves_open_is_marked_as_proposed():
    assert {e.code for _, _, e in OFFER.engagements() if not e.proposed} == SETTLED


@pytest.mark.parametrize(
    ("strand", "category", "promise", "words"),
    [
        ("academic", "sustain", "headteacher-network", "every third school week, not three times a week"),
        ("academic", "stabilise", "rapid-improvement-plan", "every sixth school week"),
        ("operational", "reinforce", "operational-support-session", "At least half , termly"),
        ("operational", "reinforce", "marketing-plan", "device"),
        ("operational", "stabilise", "curriculum-and-financial-planning", "SMRA"),
        ("operational", "sustain", "health-and-safety-training", "no frequency"),
        ("academic", "sustain", "trust-training-day", "names no period"),
        ("academic", "refine", "trust-training-day", "Who arranges it is not said"),
        ("academic", "sustain", "improvement-support", "Who answers for it is not said"),
        ("academic", "refine", "improvement-support", "who answers for the sessions or who gives them"),
        ("academic", "reinforce", "staff-training", "Who arranges it is not said"),
        ("academic", "stabilise", "senior-leadership", "neither a date nor anybody who answers"),
        ("academic", "stabilise", "leadership-at-all-levels", "neither a date nor anybody who answers"),
        ("academic", "stabilise", "quality-first-teaching", "no frequency and nobody who answers"),
        ("academic", "stabilise", "raise-standards", "names no target"),
        ("academic", "stabilise", "raise-standards", "Who answers for it is not said"),
        ("academic", "stabilise", "rapid-improvement-plan", "Who writes it and who reviews it is not said"),
        ("academic", "stabilise", "reviews", "does not say who reviews"),
        ("operational", "sustain", "operational-support-session", "who gives it or who takes part"),
        ("operational", "refine", "operational-support-session", "who gives it or who takes part"),
        ("operational", "refine", "health-and-safety-training", "Who arranges it is not said"),
        ("operational", "refine", "health-and-safety-audit", "Who arranges it is not said"),
        ("operational", "reinforce", "governance-review", "Who arranges it is not said"),
        ("operational", "stabilise", "governance-review", "neither who arranges it nor who reviews"),
        ("operational", "stabilise", "stakeholder-communication", "Who answers for it is not said"),
    ],
)
def test_the_oddities_of_the_strategy_are_said_in_notes(strand: str, category: str, promise: str, words: str):
    assert words in (_found(strand, category, promise).note or "")


def test_what_a_category_does_not_list_is_said_and_not_added():
    academic, operational = OFFER.strands
    for code in ("reinforce", "stabilise"):
        assert "monitoring visit" in (academic.category(code).note or "")
        assert "joint-monitoring-visit" not in {e.promise for e in academic.category(code).engagements}
    for unlisted in ("staff training", "quality assurance", "other schools", "external consultant"):
        assert unlisted in (academic.category("stabilise").note or "")
    assert "health and safety audit" in (operational.category("stabilise").note or "")
    assert "session with the improvement service" in (operational.category("stabilise").note or "")


def test_no_two_engagements_read_the_same():
    explained = [engagement.means for _, _, engagement in OFFER.engagements()]
    assert len(set(explained)) == 58
    for strand in OFFER.strands:
        for category in strand.categories:
            titles = [engagement.title for engagement in category.engagements]
            assert len(set(titles)) == len(titles)
