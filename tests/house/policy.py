"""Who gets what, at every address of the portal, by every method: one table, read by walks/test_permissions.py.

Each route has its rows: one for each kind of thing (or state of a thing) that makes a difference. The words are in
answers.py (what is answered) and actors.py (to whom). A method for which a row has no lines is answered 405.
"""

from __future__ import annotations

from schools.access.permissions import Permission as P
from schools.access.roles import Role
from tests.house import (
    bodies as form,
)
from tests.house import (
    policy_answers,
    policy_evidence,
    policy_figures,
    policy_filling_in,
    policy_frameworks,
    policy_sheets,
    policy_support_fulfilment,
    policy_support_helping,
    policy_support_offer,
    policy_support_planning,
    policy_support_plans,
    policy_support_recommendation,
    policy_support_record,
    policy_support_reviews,
)
from tests.house.actors import (
    AT_THE_SCHOOL,
    EVERYBODY,
    NOT_SIGNED_IN,
    OF_THE_TRUST,
    SIGNED_IN,
    STAFF,
    THEMSELVES,
    THERE,
    WITH_A_POST,
    Who,
    anywhere,
    for_the_trust,
    holding,
    may,
)
from tests.house.answers import KEPT, NOTHING_HERE, PAGE, REFUSED, Row, done, perhaps, said, sent

# fmt: off
# --- Conditions that several rows share -------------------------------------------------------------------------
sees_school, sees_evaluation, sees_agreed = may(P.SEE_SCHOOL), may(P.SEE_SELF_EVALUATION), may(P.SEE_AGREED_MATRIX)
sees_any = sees_evaluation | sees_agreed
rates, submits = may(P.EDIT_SELF_EVALUATION) & AT_THE_SCHOOL, may(P.SUBMIT_SELF_EVALUATION) & AT_THE_SCHOOL
own_evaluation = sees_evaluation & AT_THE_SCHOOL
moderates_some = may(P.MODERATE)
academic = holding(Role.HEAD_OF_SCHOOL_IMPROVEMENT)
operational = holding(Role.CHIEF_FINANCIAL_OFFICER, Role.DEPUTY_CHIEF_FINANCIAL_OFFICER)
decides_academic = holding(Role.CHIEF_EXECUTIVE, Role.DEPUTY_CHIEF_EXECUTIVE)
decides_operational = operational
decides_some = may(P.CONFIRM_CATEGORY)
sees_plan, records = may(P.SEE_PLAN), may(P.RECORD_ENGAGEMENT)
requires = academic & records
sees_monitoring, writes_monitoring, keeps_actions = may(P.SEE_MONITORING), may(P.WRITE_MONITORING), may(P.KEEP_ACTIONS)
considers = sees_monitoring & keeps_actions
prepares, reads_reports = may(P.PREPARE_REPORT), may(P.READ_REPORT)
runs_trust, runs_people, runs_terms = for_the_trust(P.MANAGE_TRUST), for_the_trust(P.MANAGE_PEOPLE), for_the_trust(P.MANAGE_TERMS)
sees_progress = runs_terms | for_the_trust(P.SEE_DASHBOARD)
reminds = runs_terms | for_the_trust(P.MODERATE)

CLOSED = said(200, "Every term of")
NOT_SAVED = said(422, "saved yet")
ON_THE_FORM = said(422, "There is a problem")


def page(who: Who, **more: object) -> Row:
    """A page that is only read, about nothing in particular."""
    return Row(read=((who, PAGE),), **more)  # type: ignore[arg-type]


def managed(of: str, to: str) -> Row:
    """Something a trust administrator does with one of the trust's people; nobody else has such pages at all."""
    lines = ((runs_people, done(to)), (anywhere(P.MANAGE_PEOPLE), NOTHING_HERE))
    return Row(of, send=lines, rest=REFUSED)


POLICY: dict[str, tuple[Row, ...]] = {
    # --- The doorway --------------------------------------------------------------------------------------------
    "health": (page(EVERYBODY, public=True),),
    "accessibility": (page(EVERYBODY, public=True),),
    "gallery": (page(STAFF),),
    "account_login": (
        Row(
            read=((NOT_SIGNED_IN, PAGE), (SIGNED_IN, sent("home"))),
            send=((EVERYBODY, sent("home")),),
            body=form.sign_in, public=True,
        ),
    ),
    "account_inactive": (page(EVERYBODY, public=True),),
    "account_logout": (
        Row(
            read=((NOT_SIGNED_IN, sent("home")), (SIGNED_IN, PAGE)),
            send=((EVERYBODY, sent("home")),),
            public=True,
        ),
    ),
    "account_change_password": (
        Row(
            read=((SIGNED_IN, PAGE),),
            send=((SIGNED_IN, done("account_change_password")),),
            body=form.change_password,
        ),
    ),
    "account_reset_password": (
        Row(
            read=((EVERYBODY, PAGE),),
            send=((EVERYBODY, done("account_reset_password_done")),),
            body=form.forgot_password, public=True,
        ),
    ),
    "account_reset_password_done": (page(EVERYBODY, public=True),),
    "account_reset_password_from_key": (
        # The key goes from the address into the session, so that it stands in no history; then the form is shown.
        Row(
            "link to set a password",
            read=((THERE, sent("account_reset_password_from_key")), (EVERYBODY, PAGE)),
            send=((THERE, sent("account_reset_password_from_key")), (EVERYBODY, PAGE)),
            public=True,
        ),
    ),
    "account_reset_password_from_key_done": (page(EVERYBODY, public=True),),

    # --- One's own ----------------------------------------------------------------------------------------------
    "home": (Row(read=((anywhere(P.SEE_DASHBOARD), sent("dashboard")), (SIGNED_IN, PAGE))),),
    "notices": (Row(read=((SIGNED_IN, PAGE),), send=((SIGNED_IN, perhaps("notices")),)),),
    "due": (page(SIGNED_IN),),
    "account": (Row(read=((SIGNED_IN, PAGE),), send=((SIGNED_IN, done("account")),), body=form.own_name),),
    "accent_css": (page(SIGNED_IN),),
    "switch_school": (
        Row("school", read=((SIGNED_IN, PAGE),), send=((sees_school, sent("home")),), body=form.this_school, in_body=True),
    ),

    # --- Schools and people -------------------------------------------------------------------------------------
    "schools": (page(SIGNED_IN),),
    "school": (Row("school", read=((sees_school, PAGE),)),),
    "school_add": (
        Row(
            read=((anywhere(P.MANAGE_TRUST), PAGE),), send=((anywhere(P.MANAGE_TRUST), done("school")),),
            body=form.new_school, rest=REFUSED,
        ),
    ),
    "school_edit": (
        Row(
            "school",
            read=((runs_trust, PAGE), (sees_school, REFUSED)),
            send=((runs_trust, done("school")), (sees_school, REFUSED)),
            body=form.changed_school,
        ),
    ),
    "people": (page(anywhere(P.MANAGE_PEOPLE), rest=REFUSED),),
    "person_add": (
        Row(
            "school",
            read=((anywhere(P.MANAGE_PEOPLE), PAGE),),
            send=((runs_people, done("person")), (anywhere(P.MANAGE_PEOPLE), ON_THE_FORM)),
            body=form.new_person, rest=REFUSED, in_body=True,
        ),
    ),
    "person": (Row("person", read=((runs_people, PAGE), (anywhere(P.MANAGE_PEOPLE), NOTHING_HERE)), rest=REFUSED),),
    "person_close": (managed("person", "person"),),
    "person_reopen": (managed("person whose account is closed", "person"),),
    "person_invite": (managed("person", "person"),),
    "post_add": (
        Row(
            "person",
            read=((runs_people, PAGE), (anywhere(P.MANAGE_PEOPLE), NOTHING_HERE)),
            send=((runs_people, done("person")), (anywhere(P.MANAGE_PEOPLE), NOTHING_HERE)),
            body=form.new_post, rest=REFUSED,
        ),
    ),
    "post_end": (
        Row(
            "post",
            read=((runs_people, PAGE),),
            send=((runs_people, done("person")),),
            body=form.last_day,
        ),
        Row(
            "post of the head",
            read=((runs_people, PAGE), (THEMSELVES, REFUSED)),
            send=((runs_people, done("person")), (THEMSELVES, ON_THE_FORM)),
            body=form.last_day,
        ),
    ),

    # --- The calendar -------------------------------------------------------------------------------------------
    "terms": (page(WITH_A_POST, rest=REFUSED),),
    "year_add": (
        Row(
            read=((anywhere(P.MANAGE_TERMS), PAGE),), send=((anywhere(P.MANAGE_TERMS), done("terms")),),
            body=form.new_year, rest=REFUSED,
        ),
    ),
    "year_edit": (
        Row(
            "year",
            read=((runs_terms, PAGE), (OF_THE_TRUST, REFUSED)),
            send=((runs_terms, done("terms")), (OF_THE_TRUST, REFUSED)),
            body=form.moved_year,
        ),
    ),
    "term_open": tuple(
        Row(
            of,
            read=((runs_terms, PAGE), (OF_THE_TRUST, REFUSED)),
            send=((runs_terms, done("terms")), (OF_THE_TRUST, REFUSED)),
            body=form.due_dates,
        )
        for of in ("open term", "term to open")
    ),
    "closure_add": (
        Row(
            "school",
            read=((anywhere(P.KEEP_CLOSURES), PAGE),),
            send=((may(P.KEEP_CLOSURES), done("terms")), (anywhere(P.KEEP_CLOSURES), ON_THE_FORM)),
            body=form.new_closure, rest=REFUSED, in_body=True,
        ),
    ),
    "closure_remove": (
        Row(
            "closure of a school",
            read=((may(P.KEEP_CLOSURES), PAGE), (sees_school, REFUSED)),
            send=((may(P.KEEP_CLOSURES), done("terms")), (sees_school, REFUSED)),
        ),
        Row(
            "closure of the trust",
            read=((runs_terms, PAGE), (OF_THE_TRUST, REFUSED)),
            send=((runs_terms, done("terms")), (OF_THE_TRUST, REFUSED)),
        ),
    ),

    # --- The trust ----------------------------------------------------------------------------------------------
    "trust_settings": (
        Row(
            read=((anywhere(P.MANAGE_TRUST), PAGE),), send=((anywhere(P.MANAGE_TRUST), done("trust_settings")),),
            body=form.settings, rest=REFUSED,
        ),
    ),
    "audit": (page(anywhere(P.READ_AUDIT), rest=REFUSED),),

    # --- What a school has agreed to do -------------------------------------------------------------------------
    "actions": (Row("school", read=((may(P.SEE_ACTIONS), PAGE),)),),
    "action_new": (
        Row("school", read=((keeps_actions, PAGE),), send=((keeps_actions, done("actions")),), body=form.new_action),
    ),
    "action": (
        Row("open action", read=((keeps_actions, PAGE),), send=((keeps_actions, done("actions")),), body=form.changed_action),
    ),
    "action_done": (
        Row("open action", send=((keeps_actions, done("actions")),)),
        Row("action that is done", send=((keeps_actions, done("actions")),), body=form.not_done),
    ),

    # --- The risk matrix: the school's side ---------------------------------------------------------------------
    "self_evaluation": (
        Row("school", read=((sees_evaluation, sent("evaluation")),), send=((sees_evaluation, sent("evaluation")),)),
        Row(
            "school",  # a term has been opened in which nobody has begun yet
            read=((sees_evaluation, PAGE),),
            send=((rates, done("evaluation")), (sees_evaluation, REFUSED)),
            before=form.open_the_next_term,
        ),
    ),
    "framework": (Row("framework", read=((OF_THE_TRUST, PAGE),)),),
    "matrices": (Row("school", read=((sees_agreed, PAGE),)),),
    "evaluation": (
        Row("draft evaluation", read=((own_evaluation, PAGE), (sees_any, CLOSED))),
        Row("submitted evaluation", read=((sees_evaluation, PAGE), (sees_agreed, CLOSED))),
        Row("evaluation to be answered", read=((sees_evaluation, PAGE), (sees_agreed, CLOSED))),
        Row("moderated evaluation", read=((sees_evaluation, PAGE), (sees_agreed, sent("agreed_matrix")))),
    ),
    "evaluation_submit": (
        Row(
            "draft evaluation",
            read=((own_evaluation, PAGE), (sees_any, sent("evaluation"))),
            send=((submits, done("evaluation")), (sees_any, REFUSED)),
        ),
        Row(
            "submitted evaluation",
            read=((sees_evaluation, PAGE), (sees_any, sent("evaluation"))),
            send=((sees_any, REFUSED),),
        ),
    ),
    "evaluation_withdraw": (
        Row(
            "submitted evaluation",
            read=((submits, PAGE), (sees_any, sent("evaluation"))),
            send=((submits, done("evaluation")), (sees_any, REFUSED)),
        ),
        Row("moderated evaluation", read=((sees_any, sent("evaluation")),), send=((sees_any, REFUSED),)),
    ),
    "agreed_matrix": (
        Row("moderated evaluation", read=((sees_agreed, PAGE),)),
        Row("draft evaluation", read=((own_evaluation, sent("evaluation")), (sees_any, CLOSED))),
        Row("submitted evaluation", read=((sees_evaluation, sent("evaluation")), (sees_any, CLOSED))),
        Row("disagreed evaluation", read=((sees_evaluation, sent("evaluation")), (sees_any, CLOSED))),
    ),
    "rating_save": (
        Row("rating in a draft", send=((rates, done("evaluation")),), body=form.rating),
        Row("rating in a draft", send=((rates, KEPT),), body=form.rating, htmx=True),
        Row("rating to moderate", send=((rates, NOT_SAVED),), body=form.rating),
    ),

    "evaluation_save": (
        Row("draft evaluation", send=((rates, done("evaluation")),), body=form.rating),
        Row("submitted evaluation", send=((rates, NOT_SAVED),), body=form.rating),
    ),

    # --- The risk matrix: the trust's side ----------------------------------------------------------------------
    "moderation_queue": (page(anywhere(P.MODERATE), rest=REFUSED),),
    "moderation": (
        Row("submitted evaluation", read=((moderates_some, PAGE),)),
        Row("draft evaluation", read=((moderates_some, CLOSED),)),
    ),
    "moderation_agree": (
        Row("submitted evaluation", send=((academic, done("moderation")), (moderates_some, REFUSED)), body=form.academic),
        Row("submitted evaluation", send=((operational, done("moderation")), (moderates_some, REFUSED)), body=form.operational),
        Row("draft evaluation", send=((moderates_some, REFUSED),), body=form.academic),
    ),
    "moderation_return": (
        Row(
            "submitted evaluation",
            send=((academic | operational, done("moderation_queue")), (moderates_some, REFUSED)),
            body=form.comment,
        ),
        Row(
            "draft evaluation",
            send=((academic | operational, said(422, "was not sent")), (moderates_some, REFUSED)), body=form.comment,
        ),
    ),
    "moderation_finish": (
        Row(
            "evaluation that is all moderated",
            read=((moderates_some, sent("moderation")),),
            send=((academic, done("moderation_queue")), (moderates_some, REFUSED)), body=form.academic,
        ),
        Row(
            "evaluation that is all moderated",
            read=((moderates_some, sent("moderation")),),
            send=((operational, done("moderation_queue")), (moderates_some, REFUSED)), body=form.operational,
        ),
        Row(
            "submitted evaluation",
            read=((moderates_some, sent("moderation")),), send=((moderates_some, REFUSED),), body=form.academic,
        ),
    ),
    "rating_moderate": (
        Row("rating to moderate", send=((academic, done("moderation")), (moderates_some, NOT_SAVED)), body=form.moderated),
        Row("rating to moderate", send=((academic, KEPT), (moderates_some, NOT_SAVED)), body=form.moderated, htmx=True),
        Row("rating in a draft", send=((moderates_some, NOT_SAVED),), body=form.moderated),
        Row("rating in a draft", send=((moderates_some, NOT_SAVED),), body=form.take_theirs, htmx=True),
    ),
    "moderation_save": (
        Row("submitted evaluation", send=((academic, done("moderation")), (moderates_some, NOT_SAVED)), body=form.moderated),
        Row("draft evaluation", send=((moderates_some, NOT_SAVED),), body=form.moderated),
    ),
    "moderation_compare": (
        Row("KPI of a term", read=((for_the_trust(P.MODERATE), PAGE), (OF_THE_TRUST, REFUSED))),
    ),
    "progress": (Row("open term", read=((sees_progress, PAGE), (OF_THE_TRUST, REFUSED))),),
    "progress_remind": (
        Row("term with a late school", send=((reminds, done("progress")), (OF_THE_TRUST, REFUSED))),
    ),

    # --- Categories and what they promise -----------------------------------------------------------------------
    "plan": (Row("school", read=((sees_plan, PAGE),)),),
    "offer": (Row("school", read=((sees_plan, PAGE),)),),
    "decisions": (page(anywhere(P.CONFIRM_CATEGORY), rest=REFUSED),),
    "decision": (
        Row(
            "decision",
            read=((decides_some | sees_plan, PAGE),),
            send=((decides_academic, done("plan")), (sees_plan, REFUSED)),
            body=form.academic_category,
        ),
        Row(
            "decision not made yet",
            read=((decides_some, PAGE), (sees_plan, REFUSED)),
            send=((decides_operational, done("plan")), (sees_plan, REFUSED)),
            body=form.operational_category,
        ),
    ),
    "engagement": (
        Row(
            "planned engagement",
            read=((sees_plan, PAGE),), send=((records, done("plan")), (sees_plan, REFUSED)), body=form.held,
        ),
        Row("planned engagement", send=((records, done("plan")), (sees_plan, REFUSED)), body=form.called_off),
        Row(
            "engagement that was held",
            read=((sees_plan, PAGE),), send=((records, done("plan")), (sees_plan, REFUSED)), body=form.corrected,
        ),
        Row("engagement that was held", send=((records, done("engagement")), (sees_plan, REFUSED)), body=form.taken_back),
        Row("engagement that was held", send=((sees_plan, REFUSED),), body=form.held),
        policy_support_offer.MOVING,
    ),
    "aim_review": (
        Row("aim review", read=((sees_plan, PAGE),), send=((records, done("plan")), (sees_plan, REFUSED)), body=form.aim),
    ),
    "requirement": (
        Row(
            "promise if required",
            read=((sees_plan, PAGE),), send=((requires, done("plan")), (sees_plan, REFUSED)), body=form.required,
        ),
    ),

    # --- Monitoring ---------------------------------------------------------------------------------------------
    "monitoring": (Row("school", read=((sees_monitoring, PAGE),)),),
    "monitoring_new": (
        Row(
            "school",
            read=((writes_monitoring, PAGE),), send=((writes_monitoring, done("monitoring_form")),),
            body=form.new_monitoring,
        ),
    ),
    "monitoring_form": (
        Row(
            "draft monitoring form",
            read=((writes_monitoring, PAGE),), send=((writes_monitoring, done("monitoring_form")),),
            body=form.draft_monitoring,
        ),
        Row(
            "finished monitoring form",
            read=((sees_monitoring, PAGE),), send=((sees_monitoring, said(409, "can")),), body=form.draft_monitoring,
        ),
    ),
    "monitoring_finish": (
        Row(
            "draft monitoring form",
            read=((writes_monitoring, PAGE),), send=((writes_monitoring, done("monitoring_form")),),
        ),
        Row(
            "finished monitoring form",
            read=((sees_monitoring, sent("monitoring_form")),), send=((sees_monitoring, REFUSED),),
        ),
    ),
    "monitoring_consider": (
        Row(
            "finished monitoring form",
            read=((considers, PAGE), (sees_monitoring, sent("monitoring_form"))),
            send=((considers, done("monitoring_form")), (sees_monitoring, said(200, "Senior leaders record"))),
            body=form.considered,
        ),
        Row(
            "draft monitoring form",
            read=((writes_monitoring, sent("monitoring_form")),),
            send=((considers, said(200, "finished before")), (writes_monitoring, said(200, "Senior leaders record"))),
            body=form.considered,
        ),
    ),
    "monitoring_pdf": (
        Row("finished monitoring form", read=((sees_monitoring, PAGE),)),
        Row("draft monitoring form", read=((writes_monitoring, PAGE),)),
    ),

    # --- The dashboard and the termly report --------------------------------------------------------------------
    "dashboard": (page(anywhere(P.SEE_DASHBOARD)),),
    "reports": (page(SIGNED_IN),),
    "report": (
        Row("issued report", read=((reads_reports | prepares, PAGE),)),
        Row("report ready to issue", read=((prepares, PAGE),)),
        Row("report being prepared", read=((prepares, PAGE),)),
    ),
    "report_pdf": (
        Row("issued report", read=((reads_reports | prepares, KEPT),)),
        Row("report ready to issue", read=((prepares, KEPT),)),
        Row("report being prepared", read=((prepares, REFUSED),)),
    ),
    "report_chart": (
        Row("issued report", read=((reads_reports | prepares, PAGE),)),
        # Fewer than two terms are agreed in the one: it has no chart, whoever asks.
        Row("report ready to issue", read=()),
        Row("report prepared again", read=((prepares, PAGE),)),
        Row("report being prepared", read=((prepares, REFUSED),)),
    ),
    "report_progress": (
        Row("issued report", read=((reads_reports | prepares, PAGE),)),
        Row("report being prepared", read=((prepares, PAGE),)),
    ),
    "report_issue": (
        Row("report ready to issue", send=((prepares, done("report")),)),
        Row("issued report", send=((reads_reports | prepares, REFUSED),)),
        Row("report being prepared", send=((prepares, REFUSED),)),
    ),
    "report_ask": (Row("school", send=((prepares, done("report")),), body=lambda _: {"term": ""}),),

    **policy_frameworks.ROWS,
    **policy_figures.ROWS,
    **policy_evidence.ROWS,
    **policy_filling_in.ROWS,
    **policy_sheets.ROWS,
    **policy_answers.ROWS,
    **policy_support_recommendation.ROWS,
    **policy_support_fulfilment.ROWS,
    **policy_support_offer.ROWS,
    **policy_support_helping.ROWS,
    **policy_support_planning.ROWS,
    **policy_support_record.ROWS,
    **policy_support_reviews.ROWS,
    **policy_support_plans.ROWS,
}
# fmt: on
