"""A school's evidence: files and links, added once, withdrawn when they must go. What uses them, riskmatrix knows."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.text import slugify

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.text import printable
from kit.uploads import Kept, Upload, discard, keep
from schools import audit
from schools.evidence_rules import fits, is_a_day_gone_by, is_a_web_address, may_keep_evidence
from schools.models import Evidence, Person, School
from schools.queries.evidence import quota, room_taken

TITLE_LIMIT = 200


@dataclass(frozen=True)
class About:
    """What is said about a piece.

    :param kind: the code of a kind of evidence that the framework lists; empty when it lists none.
    :param speaks_of: the day the work was seen or the figures were taken, not the day of the upload.
    """

    title: str
    kind: str
    speaks_of: date

    def cleaned(self) -> About:
        """As it is stored.

        :raises kit.refusals.Refused: without a title, with one that is too long, or for an impossible day or kind.
        """
        title = " ".join(printable(self.title, TITLE_LIMIT).split())
        if not title:
            raise Refused(Refusal("untitled", "Give the evidence a title, so that others know what it is."))
        if slugify(self.kind) != self.kind:
            raise Refused(Refusal("no-such-kind", "Choose one of the kinds of evidence shown."))
        require(is_a_day_gone_by(self.speaks_of))
        return About(title, self.kind, self.speaks_of)


@contextmanager
def keeping(upload: Upload) -> Iterator[Kept]:
    """The file in the store, for good if the block ends well and not at all if it does not.

    A database takes its rows back by itself when something fails, a folder keeps its files: so this goes round the
    outermost transaction.
    """
    kept = keep(upload)
    try:
        yield kept
    except BaseException:
        discard(kept.stored_as)
        raise


def add_file(*, school: School, about: About, upload: Upload, by: Person) -> Evidence:
    """Add a file that ``kit.uploads`` found good.

    :raises kit.refusals.Refused: without the right, or when there is no room for it; the file is not kept.
    """
    with keeping(upload) as kept:
        return add_kept(school=school, about=about, kept=kept, by=by)


@transaction.atomic
def add_kept(*, school: School, about: About, kept: Kept, by: Person) -> Evidence:
    """The row for a file that stands in the store; for callers with more to write in the same transaction.

    :raises kit.refusals.Refused: as ``add_file``.
    """
    require(may_keep_evidence(by, school))
    # Uploads to one school take turns here, or two would fill the last room together.
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    require(fits(school, room_taken(school), kept.size, quota()))
    return _added(
        school,
        about,
        by,
        stored_as=kept.stored_as,
        file_name=kept.name,
        content_type=kept.content_type,
        size=kept.size,
        sha256=kept.sha256,
    )


@transaction.atomic
def add_link(*, school: School, about: About, link: str, by: Person) -> Evidence:
    """Add the address of something that lies elsewhere. It is never fetched.

    :raises kit.refusals.Refused: without the right, or when ``link`` is no address of a page.
    """
    require(may_keep_evidence(by, school))
    link = link.strip()
    require(is_a_web_address(link))
    return _added(school, about, by, link=link)


def _added(school: School, about: About, by: Person, **content: Any) -> Evidence:
    about = about.cleaned()
    evidence = Evidence.objects.create(
        school=school,
        title=about.title,
        kind=about.kind,
        speaks_of=about.speaks_of,
        added_by=by,
        added_at=clock.now(),
        **content,
    )
    audit.record(by=by, verb="added evidence", thing=evidence, school=school, after=described(evidence))
    return evidence


@transaction.atomic
def withdraw(*, evidence: Evidence, by: Person) -> Evidence:
    """Take a piece out of use. Its title and dates stay on record; a stored file is deleted once this is committed.

    What it backs is not looked at here: ``riskmatrix.services.evidence.withdraw`` does, and calls this.

    :raises kit.refusals.Refused: without the right, or when it has been withdrawn already.
    """
    require(may_keep_evidence(by, evidence.school))
    standing = Evidence.objects.standing().filter(pk=evidence.pk)
    if not standing.update(withdrawn_by=by, withdrawn_at=clock.now()):
        raise Refused(Refusal("withdrawn", "This evidence has been withdrawn already."))
    audit.record(
        by=by, verb="withdrew evidence", thing=evidence, school=evidence.school, before=described(evidence)
    )
    if evidence.is_file:
        transaction.on_commit(partial(discard, evidence.stored_as), robust=True)
    evidence.refresh_from_db()
    return evidence


def described(evidence: Evidence) -> dict[str, Any]:
    """A piece in the words of the audit."""
    about = {"title": evidence.title, "kind": evidence.kind, "speaks_of": evidence.speaks_of}
    if not evidence.is_file:
        return {**about, "link": evidence.link}
    return {**about, "file": evidence.file_name, "size": evidence.size, "sha256": evidence.sha256}
