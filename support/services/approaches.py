"""What schools say of the shared approaches, and the templates of the trust."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from kit.refusals import Refusal, Refused, require
from kit.text import printable
from kit.uploads import Upload
from schools import audit
from schools.models import Person, School, Trust
from schools.services.evidence import TITLE_LIMIT, keeping
from support import rules_approaches as rules
from support.models import ApproachStanding, ApproachTemplate

LINE_LIMIT = 500
TEMPLATES_LIMIT = 60


@transaction.atomic
def say(
    *, school: School, approach: str, standing: str, since: date, by: Person, contact: Person | None = None,
    note: str = "",
) -> ApproachStanding:  # fmt: skip
    """Say how far the school shares an approach; what was said before stays as history. The same again is not written.

    :param since: the day from which it is so, by now.
    :param contact: whom other schools may ask; only of a school that has adopted it.
    :raises Refused: ``not-yours``, ``no-such-approach``, ``no-such-standing``, ``in-the-future``, ``long-ago``,
        ``not-adopted``, ``not-at-the-school``, ``too-long``.
    """
    school = (
        School.objects.select_for_update(of=("self",), no_key=True).select_related("trust").get(pk=school.pk)
    )
    require(rules.may_say(by, school))
    require(rules.is_listed(approach))
    if standing not in ApproachStanding.Standing.values:
        raise Refused(Refusal("no-such-standing", "Choose adopted, adapting or not yet."))
    require(rules.is_since(since) or rules.can_be_asked(contact, standing, school))
    said = {
        "standing": standing,
        "since": since,
        "contact": contact,
        "note": " ".join(printable(note, LINE_LIMIT).split()),
    }
    before = ApproachStanding.objects.filter(school=school, approach=approach).order_by("at", "pk").last()
    if before is not None and {name: getattr(before, name) for name in said} == said:
        return before
    row = ApproachStanding.objects.create(school=school, approach=approach, by=by, **said)
    told = [_told(each) if each else None for each in (before, row)]
    audit.record(
        by=by, verb="said of shared approach", thing=row, school=school, before=told[0], after=told[1]
    )
    return row


def add_template(
    *, trust: Trust, approach: str, title: str, why: str, upload: Upload, by: Person
) -> ApproachTemplate:
    """Add a template that ``kit.uploads`` found good; the same title again is its next version.

    :param why: what is different; needed from the second version on.
    :raises Refused: ``not-yours``, ``no-such-approach``, ``untitled``, ``why-missing``, ``too-many``, ``too-long``;
        the file is not kept.
    """
    require(rules.keeps_templates(by, trust))
    with keeping(upload) as kept, transaction.atomic():
        trust = Trust.objects.select_for_update(of=("self",), no_key=True).get(pk=trust.pk)
        require(rules.is_listed(approach))
        title, why = (
            " ".join(printable(text, limit).split())
            for text, limit in ((title, TITLE_LIMIT), (why, LINE_LIMIT))
        )
        if not title:
            raise Refused(Refusal("untitled", "Give the template a title, so that others know what it is."))
        rows = ApproachTemplate.objects.filter(trust=trust, approach=approach)
        if rows.count() >= TEMPLATES_LIMIT:
            sentence = f"An approach has room for {TEMPLATES_LIMIT} templates and their versions."
            raise Refused(Refusal("too-many", sentence))
        last = rows.filter(title=title).order_by("number").last()
        if last is not None and not why:
            raise Refused(
                Refusal("why-missing", f"This is version {last.number + 1}: say what is different.")
            )
        row = ApproachTemplate.objects.create(
            trust=trust, approach=approach, title=title, number=last.number + 1 if last else 1, why=why,
            stored_as=kept.stored_as, file_name=kept.name, content_type=kept.content_type, size=kept.size,
            sha256=kept.sha256, by=by,
        )  # fmt: skip
        after = {"approach": approach, "title": title, "number": row.number, "why": why, "file": kept.name}
        audit.record(by=by, verb="added template", thing=row, trust=trust, after=after)
    return row


def _told(row: ApproachStanding) -> dict[str, object]:
    """As the audit keeps it."""
    return {
        "approach": row.approach, "standing": row.standing, "since": row.since,
        "contact": row.contact.name if row.contact else "", "note": row.note,
    }  # fmt: skip
