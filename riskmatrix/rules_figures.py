"""What may be done with figures: entering, bringing in, carrying out and undoing an import."""

from __future__ import annotations

from kit.refusals import Refusal
from riskmatrix.models import FigureImport, Framework
from riskmatrix.rules import NOT_YOURS
from schools.access.checks import has, has_in_trust
from schools.access.permissions import Permission
from schools.models import Person, School, Trust

NO_FRAMEWORK = Refusal(
    "no-framework", "The trust has not published a risk framework yet, so no measures are known."
)


def may_enter(user: Person, school: School, framework: Framework | None) -> Refusal | None:
    if not has(user, Permission.ENTER_FIGURES, school):
        return NOT_YOURS
    return NO_FRAMEWORK if framework is None else None


def may_bring_in(user: Person, trust: Trust, school: School | None) -> Refusal | None:
    """A file of one school, or with ``school`` None of the whole trust."""
    held = (
        has(user, Permission.ENTER_FIGURES, school)
        if school
        else has_in_trust(user, Permission.ENTER_FIGURES, trust)
    )
    return None if held else NOT_YOURS


def may_apply(user: Person, found: FigureImport, *, has_findings: bool, changes: int) -> Refusal | None:
    """:param changes: how many figures would be new or different."""
    if refusal := may_bring_in(user, found.trust, found.school):
        return refusal
    if found.applied_at is not None:
        return Refusal("applied", "This import has been carried out already.")
    if has_findings:
        return Refusal(
            "has-findings",
            "Nothing is brought in while something is wrong. Correct the file and send it again.",
        )
    if not changes:
        return Refusal("nothing-new", "Everything in the file is here already, with the same figures.")
    return None


def may_undo(user: Person, found: FigureImport) -> Refusal | None:
    if refusal := may_bring_in(user, found.trust, found.school):
        return refusal
    if found.applied_at is None:
        return Refusal("not-applied", "This import has not been carried out, so there is nothing to undo.")
    if found.undone_at is not None:
        return Refusal("undone", "This import has been undone already.")
    return None
