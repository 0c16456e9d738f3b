"""Chapter one: the trust comes to the portal, with its schools, its people, its framework and its offer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from kit import clock
from kit.sheets import csv_bytes, read_table
from monitoring.services import packs as monitoring_packs
from riskmatrix.services import frameworks
from schools.gias.layouts import parse
from schools.models import AcademicYear, Person, School, Term
from schools.services import calendar, people, settings, staff
from schools.services.import_gias import import_trust
from schools.services.schools import add_school
from schools.services.trusts import found_trust
from support.services import new_year, offers
from trust_portal.demo import engagements
from trust_portal.demo.data import read
from trust_portal.demo.plan import Plan, StoryTerm
from trust_portal.demo.stage import Happening, Stage, moment

FRAMEWORK = frameworks.PACKS / "trust-risk-matrix.yaml"


def found(plan: Plan, password: str) -> Stage:
    """The trust with everything it has before the story's first term; whoever comes later is in the diary.

    :param password: that of everybody who may sign in.
    """
    with clock.set_to(moment(plan.founded_on, "09:00")):
        about = read("schools")
        trust, administrator = found_trust(
            name=about["name"],
            administrator_name=read("people")["administrator"]["name"],
            administrator_email=_email("administrator"),
            password=password,
        )
        stage = Stage(plan, trust, {"administrator": administrator})
        settings.change_settings(
            trust=trust, accent=about["accent"], issues_reports_itself=False, by=administrator
        )
        for key, facts in about["schools"].items():
            if "predecessor" not in facts:
                stage.schools[key] = _add_school(stage, facts)
        _add_people(stage, password, lambda post: not _is_newcomers(post))
        staff.appoint_staff(email=_email("keeper"), name=read("people")["keeper"]["name"], password=password)
        _publish(stage)
        _open_years(stage)
    joining = plan.present.term.starts_on
    stage.at(joining, "07:30", lambda: _join(stage, password))
    return stage


def _publish(stage: Stage) -> None:
    by = stage.people["administrator"]
    frameworks.publish(framework=frameworks.load_pack(path=FRAMEWORK, trust=stage.trust, by=by), by=by)
    offers.publish(offer=offers.load_pack(trust=stage.trust, by=by), by=by)
    monitoring_packs.publish(pack=monitoring_packs.load_pack(trust=stage.trust, by=by), by=by)


def _open_years(stage: Stage) -> None:
    """The years of the story. What a school is promised in one is laid out when it begins, as each September."""
    for number, year in enumerate(stage.plan.years):
        row = calendar.add_year(trust=stage.trust, calendar=year, by=stage.people["administrator"])
        begins = max(year.starts_on, stage.plan.founded_on)
        stage.at(begins, "05:20" if number else "10:00", _laying_out(stage, row))
    for told in stage.plan.terms:
        stage.terms[told.place] = Term.objects.of(stage.trust).get(
            number=told.term.number, year__starts_on__year=told.start_year
        )
        stage.at(told.days[0], "08:30", _opening(stage, told))


def _laying_out(stage: Stage, year: AcademicYear) -> Happening:
    def lay_out() -> None:
        new_year.lay_out_year(year=year)
        for school in stage.schools:
            engagements.take_up(stage, school)

    return lay_out


def _opening(stage: Stage, told: StoryTerm) -> Happening:
    def open_term() -> None:
        stage.terms[told.place] = calendar.open_term(
            term=stage.terms[told.place],
            self_evaluation_due=told.self_evaluation_due,
            moderation_due=told.moderation_due,
            report_due=told.report_due,
            by=stage.people["administrator"],
        )

    return open_term


def _join(stage: Stage, password: str) -> None:
    """A school joins: the administrator adds it, and the register's files tell of the school before it."""
    about = read("schools")
    by = stage.people["administrator"]
    for key, facts in about["schools"].items():
        if "predecessor" in facts:
            joined = stage.plan.present.term.starts_on
            stage.schools[key] = _add_school(stage, facts, opened_on=joined, joined_on=joined)
            import_trust(uid=about["uid"], files=_register(about, facts, joined), by=by)
    stage.trust.refresh_from_db()
    _add_people(stage, password, _is_newcomers)
    _laying_out(stage, stage.terms[stage.plan.present.place].year)()


def _add_school(stage: Stage, facts: dict[str, Any], **more: Any) -> School:
    street, town, postcode = facts["address"]
    easting, northing = facts.get("place", (None, None))
    roll, capacity, admission = facts["roll"]
    known = {"opened_on": date(2017, 9, 1), "joined_on": date(2018, 9, 1)} | more
    return add_school(
        trust=stage.trust,
        urn=facts["urn"],
        name=facts["name"],
        phase=facts["phase"],
        kind=facts.get("kind", "Academy converter"),
        lowest_age=facts["ages"][0],
        highest_age=facts["ages"][1],
        number_on_roll=roll,
        capacity=capacity,
        admission_number=admission,
        local_authority=read("schools")["authority"],
        street=street,
        town=town,
        postcode=postcode,
        easting=easting,
        northing=northing,
        by=stage.people["administrator"],
        **known,
    )


def _register(about: dict[str, Any], facts: dict[str, Any], joined: date) -> list[Any]:
    """Two files as the register publishes them: the trust's schools, and which school came before which."""
    urn, name = facts["predecessor"]
    trust = [about["uid"], about["name"].upper(), "6", "Multi-academy trust", "OPEN", "Open"]
    groups = csv_bytes(
        ["URN", "Group UID", "Group Name", "Group Type (code)", "Group Type", "Group Status (code)",
         "Group Status", "Joined date", "EstablishmentName"],
        [[str(facts["urn"]), *trust, joined, facts["name"]]],
    )  # fmt: skip
    links = csv_bytes(
        ["URN", "LinkURN", "LinkName", "LinkType", "LinkEstablishedDate"],
        [[str(facts["urn"]), str(urn), name, "Predecessor", joined]],
    )
    return [parse("group_links.csv", read_table(groups)), parse("links.csv", read_table(links))]


def _add_people(stage: Stage, password: str, wanted: Callable[[dict[str, Any]], bool]) -> None:
    by = stage.people["administrator"]
    for key, about in read("people").items():
        posts = [post for post in about["posts"] if wanted(post)]
        if key == "administrator" or not posts:
            continue
        person = people.add_person(
            name=about["name"],
            email=_email(key),
            trust=stage.trust,
            by=by,
            # Whoever is met on pages only waits to be invited: a hash takes a third of a second.
            password=password if about.get("sign_in") else None,
            tell_them=False,
        )
        for post in posts:
            _appoint(stage, person, post)
        stage.people[key] = person


def _appoint(stage: Stage, person: Person, post: dict[str, Any]) -> None:
    people.appoint(
        person=person,
        role=post["role"],
        trust=stage.trust,
        by=stage.people["administrator"],
        schools=[stage.schools[key] for key in post.get("schools", ())],
        starts_on=_point(stage.plan, post.get("begins", "before")),
        ends_on=_point(stage.plan, post["ends"]) if "ends" in post else None,
        acting=post.get("acting", False),
    )


def _is_newcomers(post: dict[str, Any]) -> bool:
    about = read("schools")["schools"]
    return any("predecessor" in about[key] for key in post.get("schools", ()))


def _point(plan: Plan, name: str) -> date:
    """The points of the story between which posts are held."""
    begins = plan.present.term.starts_on
    return {
        "before": date(plan.founded_on.year - 2, 9, 1),
        "this-term": begins,
        "before-this-term": begins - timedelta(days=1),
        "two-weeks-ago": plan.today - timedelta(days=14),
        "in-four-weeks": plan.today + timedelta(days=28),
        "end-of-year": plan.years[-1].ends_on,
    }[name]


def _email(key: str) -> str:
    name = read("people")[key]["name"].lower().replace(" ", ".")
    return f"{name}@{read('schools')['host']}"


def emails() -> Iterable[tuple[str, str]]:
    """Everybody's key and e-mail address."""
    return ((key, _email(key)) for key in read("people"))
