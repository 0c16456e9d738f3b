"""What is to be read before a meeting of many schools: links and files, added and taken off again."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.db import transaction

from kit.refusals import Refusal, Refused, require
from kit.text import printable
from kit.uploads import Upload, discard
from schools import audit
from schools.evidence_rules import is_a_web_address
from schools.models import Person
from schools.services.evidence import TITLE_LIMIT, keeping
from support import rules_network as rules
from support.models import MeetingPaper, NetworkMeeting

PAPERS_LIMIT = 20


def add_file(*, meeting: NetworkMeeting, title: str, upload: Upload, by: Person) -> MeetingPaper:
    """Add a file that ``kit.uploads`` found good.

    :raises Refused: ``not-yours``, ``untitled``, ``too-long``, ``too-many``; the file is not kept.
    """
    with keeping(upload) as kept, transaction.atomic():
        return _add(
            meeting, title, by, stored_as=kept.stored_as, file_name=kept.name, content_type=kept.content_type,
            size=kept.size, sha256=kept.sha256,
        )  # fmt: skip


@transaction.atomic
def add_link(*, meeting: NetworkMeeting, title: str, link: str, by: Person) -> MeetingPaper:
    """Add the address of something that lies elsewhere. It is never fetched.

    :raises Refused: ``not-yours``, ``untitled``, ``too-long``, ``too-many``, or when it is no address of a page.
    """
    link = link.strip()
    require(rules.arranges(by, meeting.year.trust) or is_a_web_address(link))
    return _add(meeting, title, by, link=link)


@transaction.atomic
def take_off(*, paper: MeetingPaper, by: Person) -> None:
    """Take a paper off; its file is deleted once this is committed.

    :raises Refused: ``not-yours``.
    """
    trust = paper.meeting.year.trust
    require(rules.arranges(by, trust))
    before = {"title": paper.title, "link": paper.link, "file": paper.file_name}
    audit.record(by=by, verb="took off paper", thing=paper.meeting, trust=trust, before=before)
    stored_as = paper.stored_as
    paper.delete()
    if stored_as:
        transaction.on_commit(partial(discard, stored_as), robust=True)


def _add(meeting: NetworkMeeting, title: str, by: Person, **content: Any) -> MeetingPaper:
    trust = meeting.year.trust
    require(rules.arranges(by, trust))
    title = " ".join(printable(title, TITLE_LIMIT).split())
    if not title:
        raise Refused(Refusal("untitled", "Give the paper a title, so that others know what it is."))
    NetworkMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    if meeting.papers.count() >= PAPERS_LIMIT:
        raise Refused(
            Refusal("too-many", f"A meeting has room for {PAPERS_LIMIT} papers. Take one off first.")
        )
    paper = MeetingPaper.objects.create(meeting=meeting, title=title, by=by, **content)
    after = {"title": title, **content}
    audit.record(by=by, verb="added paper", thing=meeting, trust=trust, after=after)
    return paper
