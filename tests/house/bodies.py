"""Forms filled in well: what a person who may do it would send. A refusal then is never the form's own fault."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from schools.forms.terms import YearForm
from schools.models import Term
from schools.services.calendar import open_term
from schools.typical_year import typical_year
from tests.cast import PASSWORD
from tests.house.actors import Thing

Sent = dict[str, Any]
TODAY = "23 November 2026"
NEW_PASSWORD = "a-longer-evening-in-winter"


def sign_in(thing: Thing) -> Sent:
    return {"login": "hanna.osei@larkfield.example", "password": PASSWORD}


def change_password(thing: Thing) -> Sent:
    return {"oldpassword": PASSWORD, "password1": NEW_PASSWORD, "password2": NEW_PASSWORD}


def forgot_password(thing: Thing) -> Sent:
    return {"email": "hanna.osei@larkfield.example"}


def own_name(thing: Thing) -> Sent:
    return {"name": "Another Name"}


def this_school(thing: Thing) -> Sent:
    return {"urn": thing.more["urn"]}


def new_school(thing: Thing) -> Sent:
    return {"urn": 900_777, "name": "Elm Infant", "phase": "infant"}


def changed_school(thing: Thing) -> Sent:
    return {"name": "Another Name", "phase": "primary"}


def _post(thing: Thing) -> Sent:
    return {"role": "clerk", "schools": [thing.more["pk"]], "starts_on": TODAY}


def new_person(thing: Thing) -> Sent:
    return {"name": "Nina New", "email": "nina@larkfield.example", **_post(thing)}


def new_post(thing: Thing) -> Sent:
    return {"role": "trustee", "starts_on": TODAY}


def last_day(thing: Thing) -> Sent:
    return {"ends_on": TODAY}


def new_year(thing: Thing) -> Sent:
    return dict(YearForm(proposed=typical_year(2027)).initial)


def moved_year(thing: Thing) -> Sent:
    """A summer term that ends three days earlier."""
    moved = dict(YearForm(proposed=typical_year(2026)).initial)
    return {**moved, "to_6": moved["to_6"] - timedelta(days=3)}


def due_dates(thing: Thing) -> Sent:
    dates = ("2027-02-19", "2027-02-26", "2027-03-05")
    return dict(zip(("self_evaluation_due", "moderation_due", "report_due"), dates, strict=True))


def new_closure(thing: Thing) -> Sent:
    return {"whose": thing.more["urn"], "kind": "inset", "starts_on": "1 December 2026", "note": "Training"}


def settings(thing: Thing) -> Sent:
    return {"accent": "#123456", "issues_reports_itself": "on"}


def new_action(thing: Thing) -> Sent:
    return {"what": "Buy beakers", "origin": "Leaders' meeting"}


def changed_action(thing: Thing) -> Sent:
    return {"what": "Something else", "seen": thing.more.get("seen", "")}


def not_done(thing: Thing) -> Sent:
    return {"done": "no"}


def open_the_next_term(world: Any) -> None:
    """Each trust opens the spring term, in which no school has begun."""
    for trust, by in (
        (world.cast.trust, world.cast.trust_administrator),
        (world.cast.foreign_trust, world.cast.foreign_administrator),
    ):
        term = Term.objects.of(trust).select_related("year__trust").get(number=2, year__starts_on__year=2026)
        due = term.ends_on
        open_term(term=term, self_evaluation_due=due, moderation_due=due, report_due=due, by=by)


def _of_kpi(thing: Thing, **values: Any) -> Sent:
    """Each name begins with the KPI's code, as on the page."""
    return {f"{thing.more['kpi']}-{name}": value for name, value in values.items()}


def rating(thing: Thing) -> Sent:
    return _of_kpi(thing, answer="high", commentary="Other words", version=thing.more["version"])


def moderated(thing: Thing) -> Sent:
    return _of_kpi(thing, answer="critical", commentary="A reason", version=0)


def take_theirs(thing: Thing) -> Sent:
    return _of_kpi(thing, take="theirs", version=0)


def academic(thing: Thing) -> Sent:
    return {"strand": "academic"}


def operational(thing: Thing) -> Sent:
    return {"strand": "operational"}


def comment(thing: Thing) -> Sent:
    return {"comment": "Please look at attendance again."}


def academic_category(thing: Thing) -> Sent:
    return {"category": "refine", "reason": "Because of what we saw"}


operational_category = academic_category


def held(thing: Thing) -> Sent:
    return {"do": "held", "held_on": thing.more["day"], "note": "Went well", "version": thing.more["version"]}


def called_off(thing: Thing) -> Sent:
    return {"do": "cancel", "reason": "Snow", "side": "school", "version": thing.more["version"]}


def corrected(thing: Thing) -> Sent:
    return {**held(thing), "do": "correct"}


def taken_back(thing: Thing) -> Sent:
    return {"do": "take-back", "version": thing.more["version"]}


def aim(thing: Thing) -> Sent:
    return {"status": "on_course", "sentence": "It goes well."}


def required(thing: Thing) -> Sent:
    return {"required": "no", "sentence": "It goes well."}


def new_monitoring(thing: Thing) -> Sent:
    return {"head-focus": "Reading"}


def draft_monitoring(thing: Thing) -> Sent:
    return {"do": "save", "head-version": thing.more["version"], "head-seen": "", "head-focus": "Other"}


def considered(thing: Thing) -> Sent:
    return {"when-considered_on": TODAY, "version": thing.more["version"], "lines": 0}
