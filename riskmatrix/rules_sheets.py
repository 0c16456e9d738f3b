"""Sheets that come back: who may bring in what, when, and whether a file is fit to be carried out."""

from __future__ import annotations

from collections.abc import Sequence

from kit import clock
from kit.refusals import Refusal
from riskmatrix.models import Framework, MatrixUpload
from schools.access.checks import has_in_trust
from schools.access.permissions import Permission
from schools.models import Person, Term


def may_bring_in(user: Person, term: Term, framework: Framework | None) -> Refusal | None:
    """Past matrices of ``term``: by those who keep the trust's framework, for a term that the portal was not used for.

    :param framework: the one in force, by which the past is told.
    """
    if not has_in_trust(user, Permission.EDIT_FRAMEWORK, term.year.trust):
        return Refusal("not-yours", "Those who keep the trust's framework bring in its past matrices.")
    if term.ends_on >= clock.today():
        return Refusal(
            "term-not-over", f"The {term.in_a_sentence} is not over. Schools rate it in the portal."
        )
    if term == Term.objects.of(term.year.trust_id).current():
        return Refusal(
            "term-in-use", f"The {term.in_a_sentence} is the term at work. Schools rate it in the portal."
        )
    if framework is None:
        return Refusal("no-framework", "The trust has not published a risk framework yet.")
    return None


def may_apply(upload: MatrixUpload) -> Refusal | None:
    """Whether a file that was read can be carried out: once, and only when nothing in it was refused."""
    if upload.applied_at is not None:
        return Refusal(
            "already-applied", "This file has been carried out already. Upload it again to compare it."
        )
    if upload.findings:
        return Refusal(
            "has-findings", "Mend what is refused, and upload the file again. Nothing was changed."
        )
    if not upload.rows:
        return Refusal("nothing-read", "There is nothing in this file. Fill it in, and upload it again.")
    return None


def all_decided(undecided: Sequence[str]) -> Refusal | None:
    """:param undecided: titles of KPIs that have been changed in the portal since the sheet was downloaded."""
    if not undecided:
        return None
    return Refusal(
        "not-decided", f"Choose which text to keep for: {'; '.join(undecided)}. Nothing was changed yet."
    )
