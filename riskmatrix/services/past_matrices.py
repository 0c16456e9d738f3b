"""Matrices of a term before the portal was used come in from a spreadsheet, straight as moderated."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import IntegrityError, transaction

from kit import clock
from kit.refusals import Refusal, Refused, require
from kit.sheets import SheetError
from kit.uploads import Upload
from riskmatrix.excuses import excused_by_rule, may_be_left_out
from riskmatrix.lifecycle import Verb
from riskmatrix.models import Evaluation, Framework, Kpi, MatrixUpload, ModerationPart, Rating, ScaleStep
from riskmatrix.queries.past_matrices import taken
from riskmatrix.rules_sheets import may_apply, may_bring_in
from riskmatrix.scoring import State
from riskmatrix.services.moves import move
from riskmatrix.services.offline import done, kept_for_later, opened, told
from riskmatrix.sheets import past
from riskmatrix.sheets.cells import Answers
from riskmatrix.sheets.past import Kept, Known
from schools import audit
from schools.models import Person, School, Term


@transaction.atomic
def read(*, term: Term, upload: Upload, by: Person) -> MatrixUpload:
    """Read what schools kept of ``term`` and keep it until it is confirmed. Nothing of any school is changed.

    An earlier file of the same person for this term that was never confirmed is forgotten.

    :raises Refused: when ``by`` may not, the portal was or is used for the term, or the file is no such sheet.
    """
    framework = Framework.objects.in_force(term.year.trust_id)
    require(may_bring_in(by, term, framework))
    assert framework is not None  # noqa: S101 - the rule has just refused None
    table, formulas = opened(upload)
    kpis = frozenset(kpi.code for _, kpi in framework.spec.kpis())
    try:
        kept, findings = past.read(
            table, formulas, _known(term, framework), kpis, Answers.of(framework.spec), term.in_a_sentence
        )
    except SheetError as error:
        raise Refused(Refusal("no-table", str(error))) from error
    MatrixUpload.objects.waiting().filter(evaluation=None, term=term, read_by=by).delete()
    row = kept_for_later(upload, MatrixUpload(term=term), kept, findings, by)
    audit.record(by=by, verb="read past matrices", thing=row, trust=term.year.trust, after=told(row))
    return row


def _known(term: Term, framework: Framework) -> dict[int, Known]:
    are_taken = taken(term)
    return {
        school.urn: Known(
            school.name,
            may_be_left_out(Evaluation(school=school, term=term, framework=framework)),
            school.pk in are_taken,
        )
        for school in School.objects.filter(trust=term.year.trust_id).open()
    }


@transaction.atomic
def bring_in(*, upload: MatrixUpload, by: Person) -> list[Evaluation]:
    """Make a moderated evaluation of each school in the file, or of none.

    :raises Refused: when ``by`` may not, something in the file was refused, the framework has changed since it was
        read, or a school has an evaluation of that term by now.
    """
    term = Term.objects.select_related("year__trust").get(pk=upload.term_id)
    framework = Framework.objects.in_force(term.year.trust_id)
    require(may_bring_in(by, term, framework))
    assert framework is not None  # noqa: S101 - as above
    upload = MatrixUpload.objects.select_for_update().get(pk=upload.pk)
    require(may_apply(upload))
    kept = [Kept.from_json(stored) for stored in upload.rows]
    require(fits(kept, framework))
    schools = {school.urn: school for school in School.objects.filter(trust=term.year.trust_id).open()}
    by_school = {urn: [each for each in kept if each.urn == urn] for urn in {each.urn for each in kept}}
    made = [
        _brought_in(schools[urn], term, framework, rows, upload, by)
        for urn, rows in sorted(by_school.items())
    ]
    done(upload, by)
    audit.record(
        by=by,
        verb="brought in past matrices",
        thing=upload,
        trust=term.year.trust,
        after={"term": str(term), "file": upload.file_name, "schools": [each.school.name for each in made]},
    )
    return made


def fits(kept: Iterable[Kept], framework: Framework) -> Refusal | None:
    """Whether the framework in force still has every KPI and every rating of the file."""
    answers = {State.NOT_APPLICABLE.value, "", *(step.code for step in framework.spec.scale.steps)}
    kpis = {kpi.code for _, kpi in framework.spec.kpis()}
    if all(each.kpi in kpis and {each.own, each.moderated, each.agreed} <= answers for each in kept):
        return None
    return Refusal("framework-changed", "The framework has changed since the file was read. Upload it again.")


def _brought_in(
    school: School, term: Term, framework: Framework, rows: list[Kept], upload: MatrixUpload, by: Person
) -> Evaluation:
    try:
        with transaction.atomic():
            evaluation = Evaluation.objects.create(school=school, term=term, framework=framework, begun_by=by)
    except IntegrityError as error:
        sentence = f"{school} has an evaluation of the {term.in_a_sentence} already. Nothing was brought in."
        raise Refused(Refusal("evaluation-exists", sentence)) from error
    Rating.objects.bulk_create(_ratings(evaluation, {each.kpi: each for each in rows}, by))
    ModerationPart.objects.bulk_create(
        ModerationPart(evaluation=evaluation, strand=strand.code, finished_at=clock.now(), finished_by=by)
        for strand in framework.spec.moderated_strands()
    )
    move(evaluation, Verb.BRING_IN, by=by, comment=f"From the file “{upload.file_name}”.")
    return evaluation


def _ratings(evaluation: Evaluation, kept: dict[str, Kept], by: Person) -> Iterable[Rating]:
    """A self-rating for every KPI, also an empty one; the others where there is something to say."""
    steps = {step.code: step for step in ScaleStep.objects.filter(framework=evaluation.framework)}
    excused = excused_by_rule(evaluation)

    def rating(kpi: Kpi, kind: Rating.Kind, answer: str, words: str = "") -> Rating:
        return Rating(
            evaluation=evaluation,
            kpi=kpi,
            kind=kind,
            step=steps.get(answer),
            not_applicable=answer == State.NOT_APPLICABLE.value,
            commentary=words,
            by=by,
            at=clock.now(),
        )

    for kpi in Kpi.objects.filter(criterion__framework=evaluation.framework):
        spared = State.NOT_APPLICABLE.value if kpi.code in excused else ""
        found = kept.get(kpi.code) or Kept(0, 0, kpi.code, spared, "", "", "", spared)
        yield rating(kpi, Rating.Kind.SELF, found.own, found.commentary)
        if found.moderated:
            yield rating(kpi, Rating.Kind.MODERATED, found.moderated, found.reason)
        if found.agreed:
            yield rating(kpi, Rating.Kind.AGREED, found.agreed)
