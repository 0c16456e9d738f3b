"""What the trust decides, from the packs: the rules by which scores and categories come about, proposals, the offer."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pydantic import BaseModel

from riskmatrix import flags
from riskmatrix.outcomes import INCOMPLETE, NOTHING_APPLICABLE, WEIGHTED_MEAN
from riskmatrix.spec import FrameworkSpec, rule_id
from riskmatrix.spec import load as load_framework
from scripts.pages import PRINTED, table
from support import recommend
from support.spec import Offer
from support.spec import load as load_offer
from support.spec_reviews import review_pack
from support.spec_stages import stage_pack
from support.wording import frequency

FRAMEWORK = Path("riskmatrix/packs/trust-risk-matrix.yaml")
OFFER = Path("support/packs/trust-offer.yaml")


@cache
def framework() -> FrameworkSpec:
    return load_framework(FRAMEWORK)


@cache
def offer() -> Offer:
    return load_offer(OFFER)


def rules() -> str:
    """Every rule that speaks about a score or a category, with its id."""
    scores = [
        [
            WEIGHTED_MEAN,
            "Each rated KPI counts by its weight; what does not apply hands its weight to the rest.",
        ],
        [INCOMPLETE, "Something is not rated: only the bounds are known, and no level is shown."],
        [NOTHING_APPLICABLE, "Nothing applies to this school: there is no score."],
    ]
    gates = [*framework().scoring.gates]
    gates += [gate for criterion in framework().criteria for kpi in criterion.kpis for gate in kpi.gates]
    categories = [
        [
            recommend.MEAN,
            "The weighted mean of the strand's criteria, to one decimal, lies in a category's range.",
        ],
        [recommend.NEAR, "It lies so near to the next category that the page says so."],
        [
            recommend.INCOMPLETE,
            "Something is not rated: the answer is “cannot tell”, never a better category.",
        ],
        [recommend.NOTHING_SCORED, "No criterion of the strand has a score."],
    ]
    held = [
        [f"{recommend.GATE}.{gate.code}", f"{strand.title}: {gate.sentence}"]
        for strand in offer().strands
        for gate in strand.recommendation.gates
    ]
    return "\n\n".join(
        [
            "# Rules",
            PRINTED,
            "A rule has an id, which stands beside every figure that it made, and a sentence.",
            "## Scores (risk matrix)",
            table(["Rule", "Sentence"], _code_first(scores)),
            f"Gates of {framework().title}, version {framework().version}, hold a level whatever the mean says:",
            table(["Gate", "Sentence"], _code_first([[gate.code, gate.sentence] for gate in gates])),
            "## Suggestions (risk matrix)",
            "What a figure suggests to the person who rates; nothing is rated by it.",
            table(["Rule", "Sentence"], _code_first(_suggested())),
            "## Flags (risk matrix)",
            "What makes a second look worth it, shown to the school before the trust; nothing is changed by it.",
            table(["Rule", "Sentence"], _code_first([[rule, said] for rule, said in flags.RULES.items()])),
            "## Categories (support)",
            table(["Rule", "Sentence"], _code_first(categories + held)),
        ]
    )


def _suggested() -> list[list[str]]:
    return [
        [rule_id(suggestion, threshold), f"{kpi.title}: {threshold.sentence}"]
        for _, kpi in framework().kpis()
        for suggestion in kpi.suggestions
        for threshold in suggestion.thresholds
    ]


def proposals() -> str:
    """What the strategy leaves open and the packs propose."""
    rows = [
        [name, place, " ".join(reason.split())]
        for name, pack in (
            (framework().title, framework()),
            (offer().title, offer()),
            (review_pack().title, review_pack()),
            (stage_pack().title, stage_pack()),
        )
        for place, reason in _proposed(pack, "")
    ]
    return "\n\n".join(
        [
            "# What the trust's strategy leaves open",
            PRINTED,
            "Where the strategy is silent or does not add up, a pack makes a proposal and says so. A trust reads these "
            "first, and changes what it sees otherwise in a new version of the pack.",
            table(["Pack", "Where", "What is proposed, and why"], rows),
        ]
    )


def engagements() -> str:
    """Every engagement of every category."""
    parts = [
        "# The offer",
        PRINTED,
        f"{offer().title}, version {offer().version}: what each category of each strand entitles a school to.",
    ]
    people = {person.code: person.label for person in offer().people}
    for strand in offer().strands:
        for category in strand.categories:
            rows = [
                [
                    one.title,
                    frequency(one.rhythm),
                    ", ".join(people[code] for code in one.owed_by),
                    ", ".join(people[code] for code in one.attended_by),
                ]
                for one in category.engagements
            ]
            parts += [
                f"## {strand.title}: {category.title}",
                " ".join(category.descriptor.split()),
                table(["Engagement", "How often", "Owed by", "Attended by"], rows),
            ]
    return "\n\n".join(parts)


def _proposed(part: BaseModel, place: str) -> Iterator[tuple[str, str]]:
    """The place of every proposal inside ``part``, by the codes on the way, and its reason."""
    if getattr(part, "proposed", False):
        yield place or "the whole", str(getattr(part, "why", None) or getattr(part, "note", None) or "")
    for name in type(part).model_fields:
        value = getattr(part, name)
        several = isinstance(value, tuple)
        for one in value if several else [value]:
            if isinstance(one, BaseModel):
                step = str(getattr(one, "code", "")) if several else name.replace("_", " ")
                yield from _proposed(one, f"{place} › {step}" if place else step)


def _code_first(rows: list[list[str]]) -> list[list[str]]:
    return [[f"`{first}`", *rest] for first, *rest in rows]
