"""The chapter of what waits for its second step: a sheet that came back to Tarrowmere, the next framework's draft."""

from __future__ import annotations

from kit import clock
from kit.sheets import xlsx_bytes
from kit.uploads import Kind, Upload
from riskmatrix.drafting import checked, plain
from riskmatrix.models import Evaluation
from riskmatrix.queries.offline import asked_of
from riskmatrix.services import framework_drafts, offline
from riskmatrix.sheets import offline as sheet
from riskmatrix.sheets.cells import CODE, Answers
from trust_portal.demo.stage import Stage
from trust_portal.demo.timing import PRIMARY

TYPED = {
    "use-of-pupil-premium": "The tutoring money is spent and a second group has begun; what it changes we do not know.",
    "transition-between-phases": "Year 6 visits are agreed with the secondary school; those of Reception have no date.",
}
LEAD = "improvement"
ASKED_ANEW = "What are staff telling us about training, wellbeing and workload, and what have we changed because of it?"


def write(stage: Stage) -> None:
    """Enter both in the diary of the present term's last day."""
    day = stage.plan.present.days[-1]
    stage.at(day, "18:40", lambda: _sheet(stage))
    stage.at(day, "12:10", lambda: _draft(stage))


def _sheet(stage: Stage) -> None:
    """The head filled two KPIs in on the train, and has not confirmed what would change yet."""
    evaluation = Evaluation.objects.of(stage.schools[PRIMARY], stage.terms[stage.plan.present.place])
    assert evaluation is not None  # noqa: S101 (the diary keeps the order)
    answers = Answers.of(evaluation.framework.spec)
    rows = sheet.rows(asked_of(evaluation).values(), answers)
    rating, words, code = (sheet.HEADERS.index(name) for name in (sheet.RATING, sheet.COMMENTARY, CODE))
    for row in rows:
        if typed := TYPED.get(str(row[code])):
            row[rating], row[words] = answers.said("moderate"), typed
    data = xlsx_bytes(sheet.HEADERS, rows, title="Self-evaluation", columns=sheet.columns(answers))
    upload = Upload("self-evaluation from the train.xlsx", Kind.XLSX, data)
    offline.read(evaluation=evaluation, upload=upload, by=stage.people["primary-head"])


def _draft(stage: Stage) -> None:
    """The next version is begun and one question asked otherwise; nobody has published it."""
    by = stage.people[LEAD]
    draft = framework_drafts.begin(trust=stage.trust, version=f"{clock.today().year + 1}.1", by=by)
    data = plain(draft.spec)
    for criterion in data["criteria"]:
        for kpi in criterion["kpis"]:
            if kpi["code"] == "staff-voice":
                kpi["question"] = ASKED_ANEW
    framework_drafts.revise(framework=draft, spec=checked(data), seen=draft.fingerprint, by=by)
