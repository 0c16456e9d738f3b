"""Words that the pack, the files, the arithmetic and the rows of figures share: over what time, and why not."""

from enum import StrEnum


class Missing(StrEnum):
    """Four ways of having no number; none of them is nought, and none stands for another."""

    NOT_YET_PUBLISHED = "not-yet-published"
    NOT_APPLICABLE = "not-applicable"
    SUPPRESSED = "suppressed"
    NOT_COLLECTED = "not-collected"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


class PeriodKind(StrEnum):
    """The kinds of time a figure may be for. Two terms are autumn and spring, as national absence is published."""

    DAY = "day"
    MONTH = "month"
    HALF_TERM = "half-term"
    TERM = "term"
    TWO_TERMS = "two-terms"
    YEAR_TO_DATE = "year-to-date"
    ACADEMIC_YEAR = "academic-year"
    THREE_YEAR = "three-year"
    FINANCIAL_YEAR = "financial-year"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()
