"""How the matrix is worked with: evidence, quiet flags, answers to moderation, and calibration."""

from typing import Annotated

from pydantic import Field

from riskmatrix.spec.base import Code, Line, Number, Percent, Proposable, Spec

Months = Annotated[int, Field(ge=1, le=120)]
SchoolDays = Annotated[int, Field(ge=1, le=100)]

HEAD_FIRST = 10
"""What holds in versions of a framework that were made before they could say it, in school days."""


class EvidenceSourceSpec(Spec):
    """One of the sources that the trust wants to see side by side."""

    code: Code
    label: Line


class EvidenceKindSpec(Spec):
    """A kind of evidence, and the source it speaks for; None where it is none of them."""

    code: Code
    label: Line
    source: Code | None = None


class EvidenceSpec(Proposable):
    sources: tuple[EvidenceSourceSpec, ...] = ()
    kinds: tuple[EvidenceKindSpec, ...] = ()


class FlagsSpec(Proposable):
    """When a rating is quietly pointed out to the head: None or False is no such flag.

    ``terms_unmoved``: rating and words the same for so many terms, this one included.
    ``evidence_older_than_months``: the newest evidence speaks about a day further back than that.
    """

    terms_unmoved: Annotated[int, Field(ge=2, le=30)] | None = None
    evidence_older_than_months: Months | None = None
    lowest_risk_needs_evidence: bool = False


class CalibrationSpec(Proposable):
    """When self-evaluation is called accurate or overly generous; differences in steps of the scale.

    ``least_pairs``: with fewer ratings that have a moderated one beside them the answer is “too few”.
    ``generous_from``: a mean difference of moderated above self (in risk) from which it is overly generous.
    ``accurate_within``: the greatest mean difference, either way, that is still accurate.
    ``accurate_agreement``: the least share of pairs, in per cent, that agree exactly.
    ``prior_weight``: how many pairs of no difference a small number is shrunk by.
    ``head_first_school_days``: how long an agreed term is the headteacher's alone, unless they have looked by then.
    """

    least_pairs: Annotated[int, Field(ge=2, le=1_000)]
    generous_from: Annotated[Number, Field(gt=0)]
    accurate_within: Annotated[Number, Field(ge=0)]
    accurate_agreement: Percent
    prior_weight: Annotated[Number, Field(ge=0, le=1_000)]
    head_first_school_days: SchoolDays = HEAD_FIRST


class AnsweringSpec(Proposable):
    """How many school days a head has to answer a moderated rating before it stands as agreed."""

    school_days: SchoolDays
