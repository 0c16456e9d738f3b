"""What backs the school's judgements in the story: in a draft, in what was handed in, and nowhere yet.

Each file's text and title, and each link, carries a word of its own.
"""

from __future__ import annotations

from datetime import date

from kit.uploads import Kind, Upload
from riskmatrix.models import Evaluation, EvidenceUse
from riskmatrix.services import evidence
from riskmatrix.services.evidence import Place
from schools.services import evidence as pieces
from schools.services.evidence import About
from tests.house.here import Here


def backed(here: Here) -> None:
    """Spring 2026, a draft, has a file and a link; a third piece lies by itself."""
    draft = Evaluation.objects.get(pk=here.things["draft evaluation"].args[0])
    mine = _file(here, draft, "evdraft")
    _link(here, draft, "evdraftlink")
    here.keep("evidence of a draft", mine.evidence_id)
    here.keep("evidence laid in a draft", mine.pk)
    alone = pieces.add_link(
        school=here.school, about=_about(here, "evalone"), link="https://example.org/alone", by=here.head
    )
    here.keep("evidence that backs nothing yet", alone.pk)
    rating = here.things["rating in a draft"]
    here.keep("rating in a draft", *rating.args, **rating.more, alone=alone.pk)


def handed_in(here: Here, evaluation: Evaluation) -> None:
    """Laid before ``evaluation`` is submitted."""
    sent = _file(here, evaluation, "evsent")
    _link(here, evaluation, "evsentlink")
    here.keep("evidence with the trust", sent.evidence_id)
    here.keep("evidence laid in what is with the trust", sent.pk)


def _about(here: Here, words: str) -> About:
    return About(f"Seen {here.word(words)}", "observation", date(2026, 1, 20))


def _place(evaluation: Evaluation) -> Place:
    first = evaluation.ratings.select_related("kpi").earliest("kpi__position")
    return Place(evaluation, first.kpi, "low")


def _file(here: Here, evaluation: Evaluation, words: str) -> EvidenceUse:
    text = f"We saw {here.word(words + 'file')}."
    upload = Upload(f"{here.word(words + 'name')}.txt", Kind.TEXT, text.encode())
    return evidence.add_file(place=_place(evaluation), about=_about(here, words), upload=upload, by=here.head)


def _link(here: Here, evaluation: Evaluation, words: str) -> None:
    evidence.add_link(
        place=_place(evaluation),
        about=_about(here, f"{words}title"),
        link=f"https://docs.example.org/{here.word(words)}",
        by=here.head,
    )
