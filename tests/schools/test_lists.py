"""The lists: the same number of queries for one row and for three, filters, order, pages."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from kit import clock
from schools import audit
from schools.access.roles import Role
from schools.models import Closure
from schools.queries.audit import Change, changes_of, entries_of
from schools.queries.terms import terms_page
from schools.services.calendar import add_closure, change_due_dates
from schools.services.notices import file_away
from schools.services.people import appoint, deactivate, engage
from schools.services.schools import add_school, change_school


def asked(browser, address: str, rows: list[str], absent: list[str]) -> int:
    """How many queries a page takes, having shown exactly these rows."""
    browser.get(address)  # what is read once for a process is read now
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = browser.get(address)
    seen = answer.content.decode()
    main = seen[seen.index("<main") :]
    assert [row for row in rows if row not in main] == []
    assert [row for row in absent if row in main] == []
    return len(queries)


def table_of(browser, address: str):
    return browser.get(address).context["table"]


def test_schools(cast, client_of):
    by = cast.trust_administrator
    add_school(trust=cast.trust, urn=900004, name="Dune Junior", phase="junior", by=by)
    for urn, name in ((900005, "Elm Junior"), (900006, "Fern Junior")):
        school = add_school(trust=cast.trust, urn=urn, name=name, phase="junior", by=by)
        email = f"{urn}@larkfield.example"
        engage(
            name=f"Head of {name}",
            email=email,
            role=Role.HEADTEACHER,
            trust=cast.trust,
            by=by,
            schools=[school],
        )
    browser, address = client_of(cast.chief_executive), reverse("schools")
    one = asked(browser, f"{address}?name=alder", ["Alder Primary", "Hanna Osei"], ["Birch Junior", "Elm"])
    many = asked(browser, f"{address}?phase=junior", ["Birch Junior", "Elm Junior", "Fern Junior"], ["Alder"])
    assert one == many


def test_people(cast, client_of):
    browser, address = client_of(cast.trust_administrator), reverse("people")
    one = asked(browser, f"{address}?name=bram", ["Bram Novak", "Birch Junior"], ["Hanna Osei"])
    many = asked(
        browser,
        f"{address}?school={cast.alder.pk}",
        ["Hanna Osei", "Gwen Farrow", "Ade Balogun"],
        ["Bram Novak"],
    )
    assert one == many


def test_audit(cast, client_of):
    browser, address = client_of(cast.trust_administrator), reverse("audit")
    one = f"{address}?verb=appointed&school={cast.birch.pk}"
    many = f"{address}?verb=appointed&school={cast.alder.pk}"
    alder = ["Hanna Osei, Headteacher", "Gwen Farrow, Governor", "Kit Lindqvist, Clerk to the governors"]
    birch = ["Bram Novak, Headteacher"]
    assert asked(browser, one, birch, alder) == asked(browser, many, alder, birch)


def test_notices(cast, client_of, at):
    browser, address = client_of(cast.headteacher), reverse("notices")
    one = asked(browser, address, ["Autumn term 2026/27 is open"], ["other due dates"])
    for day in (19, 20):
        dates = {
            "self_evaluation_due": date(2026, 12, 4),
            "moderation_due": date(2026, 12, 11),
            "report_due": date(2026, 12, day),
        }
        with at(f"2026-11-24 {day}:00"):
            change_due_dates(term=cast.autumn, by=cast.trust_administrator, **dates)
    assert len(browser.get(address).context["page"]) == 3
    many = asked(browser, address, ["is open", "reports on Saturday 19", "reports on Sunday 20"], [])
    assert many == one


def test_terms(cast, client_of):
    browser, address = client_of(cast.trust_administrator), reverse("terms")
    one = asked(browser, address, ["3 May 2027"], ["27 November"])
    for day in (26, 27):
        add_closure(
            year=cast.year_2026, school=cast.alder, starts_on=date(2026, 11, day), ends_on=date(2026, 11, day),
            by=cast.headteacher,
        )  # fmt: skip
    assert asked(browser, address, ["3 May 2027", "26 November", "27 November"], []) == one
    assert Closure.objects.filter(year=cast.year_2026).count() == 3


def test_the_people_of_a_school(cast, client_of):
    browser = client_of(cast.chief_executive)
    one = asked(browser, reverse("school", args=[cast.birch.urn]), ["Bram Novak"], ["Hanna Osei"])
    many = ["Hanna Osei", "Gwen Farrow", "Kit Lindqvist", "Ade Balogun"]
    assert asked(browser, reverse("school", args=[cast.alder.urn]), many, ["Bram Novak"]) == one


def test_the_posts_of_a_person(cast, client_of):
    browser, by = client_of(cast.trust_administrator), cast.trust_administrator
    address = reverse("person", args=[cast.governor.pk])
    one = asked(browser, address, ["Governor"], ["Trustee", "Clerk"])
    appoint(person=cast.governor, role=Role.TRUSTEE, trust=cast.trust, by=by)
    appoint(person=cast.governor, role=Role.CLERK, trust=cast.trust, schools=[cast.birch], by=by)
    assert asked(browser, address, ["Governor", "Trustee", "Clerk to the governors"], []) == one


def test_switching(cast, client_of):
    address = reverse("switch_school")
    one = asked(client_of(cast.other_head), address, ["Birch Junior"], ["Alder Primary"])
    for role in (Role.GOVERNOR, Role.CLERK):
        appoint(
            person=cast.headteacher,
            role=role,
            trust=cast.trust,
            schools=[cast.birch],
            by=cast.trust_administrator,
        )
    assert asked(client_of(cast.headteacher), address, ["Birch Junior", "Alder Primary"], []) == one


# --- Filters, order, pages --------------------------------------------------------------------------------------


def names(table) -> list[str]:
    return [row.record.name for row in table.rows]


def test_school_and_role_are_asked_of_one_post(cast, client_of):
    """A governor at Birch who is head at Alder is no head at Birch."""
    appoint(
        person=cast.headteacher, role=Role.GOVERNOR, trust=cast.trust, schools=[cast.birch],
        by=cast.trust_administrator,
    )  # fmt: skip
    browser, people = client_of(cast.trust_administrator), reverse("people")
    assert names(table_of(browser, f"{people}?school={cast.birch.pk}")) == ["Bram Novak", "Hanna Osei"]
    assert names(table_of(browser, f"{people}?school={cast.birch.pk}&role=headteacher")) == ["Bram Novak"]


def test_people_are_told_apart_by_whether_they_hold_a_post(cast, client_of, at):
    by = cast.trust_administrator
    engage(
        name="Nia Next", email="nia@larkfield.example", role=Role.TRUSTEE, trust=cast.trust, by=by,
        starts_on=date(2027, 1, 1),
    )  # fmt: skip
    deactivate(person=cast.clerk, by=by)
    browser, people = client_of(by), reverse("people")
    assert "Nia Next" not in names(table_of(browser, f"{people}?state=now"))
    assert names(table_of(browser, f"{people}?state=none")) == ["Nia Next"]
    assert names(table_of(browser, f"{people}?state=closed")) == ["Kit Lindqvist"]


def test_lists_are_sorted_as_asked(cast, client_of):
    browser, people = client_of(cast.trust_administrator), reverse("people")
    forwards, backwards = (names(table_of(browser, f"{people}?sort={order}")) for order in ("name", "-name"))
    assert forwards == sorted(forwards)
    assert backwards == forwards[::-1]
    by_mail = table_of(browser, f"{people}?sort=email")
    assert [row.record.email for row in by_mail.rows] == sorted(row.record.email for row in by_mail.rows)


def test_long_lists_have_pages(cast, client_of):
    by = cast.trust_administrator
    for number in range(40):
        email = f"trustee{number}@larkfield.example"
        engage(name=f"Trustee {number:02}", email=email, role=Role.TRUSTEE, trust=cast.trust, by=by)
    browser, people = client_of(by), reverse("people")
    assert len(table_of(browser, people).page.object_list) == 50
    second = browser.get(f"{people}?page=2&role=trustee")
    assert second.status_code == 200
    seen = browser.get(f"{people}?page=2").content.decode()
    assert "Trustee 39" in seen
    assert "Trustee 00" not in seen


@pytest.mark.parametrize("nonsense", ["?page=x", "?page=99", "?sort=password", "?school=x&role=king&state=?"])
def test_nonsense_in_an_address_breaks_no_list(cast, client_of, nonsense):
    browser = client_of(cast.trust_administrator)
    for name in ("people", "schools", "audit", "notices"):
        assert browser.get(reverse(name) + nonsense).status_code == 200, name


def test_the_audit_is_narrowed_by_person_school_and_day(cast, client_of, at):
    with at("2026-11-25 00:30"):
        change_school(school=cast.alder, town="Larkfield", by=cast.trust_administrator)
    add_closure(
        year=cast.year_2026, school=cast.birch, starts_on=date(2026, 11, 27), ends_on=date(2026, 11, 27),
        by=cast.other_head,
    )  # fmt: skip
    browser, address = client_of(cast.trust_administrator), reverse("audit")

    def verbs(query: str) -> set[str]:
        return {row.record.verb for row in table_of(browser, f"{address}?{query}").rows}

    assert verbs(f"who={cast.other_head.pk}") == {"added closure"}
    assert "founded trust" in verbs("who=portal&page=1")
    assert verbs(f"school={cast.birch.pk}") == {"added school", "appointed", "added closure"}
    assert verbs("since=25+November+2026") == {"changed school"}
    assert "changed school" not in verbs("until=24+November+2026")
    assert verbs(f"since=24/11/2026&until=25/11/2026&school={cast.alder.pk}") == {"changed school"}


def test_the_audit_of_another_trust_is_not_there(cast):
    theirs = entries_of(cast.foreign_trust, cast.trust_administrator)
    assert not theirs.exists()
    mine = entries_of(cast.trust, cast.trust_administrator)
    assert mine.exists()
    assert not entries_of(cast.trust, cast.chief_executive).exists()


def test_changes_are_said_in_words(cast):
    change_school(
        school=cast.alder,
        phase="infant",
        joined_on=date(2019, 9, 1),
        number_on_roll=None,
        by=cast.trust_administrator,
    )
    entry = entries_of(cast.trust, cast.trust_administrator).first()
    assert changes_of(entry) == [
        Change("Phase", "Primary", "Infant"),
        Change("Number on roll", "402", "nothing"),
        Change("Joined the trust on", "nothing", "1 September 2019"),
    ]


def test_what_was_left_empty_is_not_listed_of_something_new(cast):
    entry = entries_of(cast.trust, cast.trust_administrator).filter(thing_name__endswith="Trustee").get()
    assert [change.what for change in changes_of(entry)] == ["Person", "Role", "Starts on"]
    assert {change.before for change in changes_of(entry)} == {None}


# --- In plain words ---------------------------------------------------------------------------------------------


def typed(cast, verb: str, **values: object) -> None:
    with transaction.atomic():
        audit.record_typing(
            by=cast.headteacher, verb=verb, thing=cast.alder, school=cast.alder,
            before={"trust": None}, after=values,
        )  # fmt: skip


def row_of(browser, verb: str) -> str:
    seen = browser.get(f"{reverse('audit')}?verb={verb}").content.decode()
    return seen[seen.index("<tbody") : seen.index("</tbody>")]


def test_the_audit_names_what_it_stores_by_number(cast, client_of):
    typed(cast, "moved", trust=cast.foreign_trust.pk, row=987654, note="not_applicable")
    row = row_of(client_of(cast.trust_administrator), "moved")
    assert "Marsh Edge Trust" in row
    assert "987654" not in row
    assert "not applicable" in row
    assert "from nothing" not in row


def test_the_audit_asks_for_names_once(cast, client_of):
    browser, page = client_of(cast.trust_administrator), reverse("audit")
    typed(cast, "moved", trust=cast.foreign_trust.pk)
    one = asked(browser, f"{page}?verb=moved", ["Marsh Edge Trust"], [])
    for pk in (cast.trust.pk, cast.foreign_trust.pk):
        with transaction.atomic():
            audit.record(by=None, verb="moved", thing=cast.birch, school=cast.birch, after={"trust": pk})
    assert asked(browser, f"{page}?verb=moved", ["Larkfield Learning Trust"], []) == one


def test_the_audit_says_until_when_only_where_that_is_later(cast, client_of, at):
    for minute in ("19:00:00", "19:00:40"):
        with at(f"2026-11-24 {minute}"):
            typed(cast, "wrote", note=minute)
    browser = client_of(cast.trust_administrator)
    assert "19:00</time></span>" in row_of(browser, "wrote")
    with at("2026-11-24 19:12"):
        typed(cast, "wrote", note="more")
    assert "19:00</time> to 19:12</span>" in row_of(browser, "wrote")


def test_an_act_without_values_and_one_in_the_portals_own_words(cast, client_of):
    browser = client_of(cast.trust_administrator)
    with transaction.atomic():
        audit.record(by=None, verb="started", thing=cast.alder, school=cast.alder)
    assert "Nothing else to tell" in row_of(browser, "started")
    file_away(trust=cast.trust, before=clock.now() + timedelta(days=1))
    row = row_of(browser, "filed+away+notices")
    assert "kept old notices from being mailed" in row
    assert "Notices that will not be mailed" in row


@pytest.mark.parametrize(
    ("day", "states"),
    [
        ("2026-11-24", ["Now", "To come", "To come"]),
        ("2026-12-28", ["Over", "To come", "To come"]),
        ("2027-07-30", ["Over", "Over", "Over"]),
    ],
)
def test_a_term_is_over_going_on_or_to_come(cast, at, day, states):
    with at(f"{day} 12:00"):
        page = terms_page(cast.trust, cast.trust_administrator)
    line = next(line for line in page.years if line.year == cast.year_2026)
    assert [each.state for each in line.terms] == states


def test_the_links_of_a_term_say_what_they_do(cast, client_of):
    page = client_of(cast.trust_administrator).get(reverse("terms")).content.decode()
    assert "Change due dates" in page
    assert "Open the spring term" in page
    assert "Change term dates" in page


def test_schools_are_narrowed_only_where_there_are_several_and_by_phases_that_there_are(cast, client_of):
    address = reverse("schools")
    several = client_of(cast.chief_executive).get(address)
    assert [title for _, title in several.context["filter"].form.fields["phase"].choices] == [
        "Every phase",
        "Junior",
        "Primary",
    ]
    assert 'aria-label="Filter schools"' in several.content.decode()
    assert 'aria-label="Filter schools"' not in client_of(cast.headteacher).get(address).content.decode()
    none = client_of(cast.chief_executive).get(f"{address}?name=nowhere").content.decode()
    assert 'aria-label="Filter schools"' in none
