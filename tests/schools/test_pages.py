"""Every page of schools, people and terms: for whom it opens, for whom it is not there, and what it does."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from schools.access.roles import Role
from schools.models import AcademicYear, Closure, Notice, Person, School, Term
from schools.queries.calendar import calendar_of
from schools.queries.here import SESSION_KEY
from schools.services.calendar import add_closure
from schools.services.people import appoint, deactivate, end_post
from schools.typical_year import typical_year
from schools.urls import urlpatterns
from tests.cast import Cast

ABSENT = 987654321
OWN = ("notices", "due", "account", "switch_school", "accent_css", "schools", "terms")
"""Pages for everybody who is signed in."""
TRUST = ("people", "person_add", "audit", "trust_settings", "school_add", "year_add")
"""Pages about the trust itself, for its administrator."""
ACTIONS = ("person_close", "person_reopen", "person_invite")
"""Addresses that only do something."""


def things(cast: Cast) -> dict[str, int]:
    """The pages about one thing of Larkfield, and which thing."""
    closure = Closure.objects.get(year=cast.year_2026)
    return {
        "school": cast.alder.urn,
        "school_edit": cast.alder.urn,
        "person": cast.headteacher.pk,
        "post_add": cast.headteacher.pk,
        "post_end": cast.headteacher.all_posts[0].pk,
        "term_open": cast.term(2).pk,
        "year_edit": cast.year_2026.pk,
        "closure_remove": closure.pk,
        **dict.fromkeys(ACTIONS, cast.governor.pk),
    }


def pages(cast: Cast) -> list[tuple[str, list[int]]]:
    """Every page that can be looked at, by name and arguments."""
    about = [(name, [pk]) for name, pk in things(cast).items() if name not in ACTIONS]
    return [*((name, []) for name in (*OWN, *TRUST, "closure_add")), *about, ("term_open", [cast.autumn.pk])]


def get(browser: Client, name: str, *args: object) -> int:
    return browser.get(reverse(name, args=args)).status_code


def test_every_address_is_looked_at_here(cast):
    named = {pattern.name for pattern in urlpatterns if hasattr(pattern, "name")}
    assert {name for name, _ in pages(cast)} | set(ACTIONS) == named


def test_every_page_opens_for_the_administrator(cast, client_of):
    browser = client_of(cast.trust_administrator)
    answers = {(name, *args): get(browser, name, *args) for name, args in pages(cast)}
    assert set(answers.values()) == {200}, answers


def test_nothing_opens_without_signing_in(cast):
    for name, args in [*pages(cast), *((name, [cast.governor.pk]) for name in ACTIONS)]:
        address = reverse(name, args=args)
        answer = Client().get(address)
        assert (answer.status_code, answer["Location"]) == (302, f"/accounts/login/?next={address}")


def test_ones_own_pages_open_for_every_role(cast, client_of):
    for role, person in cast.everybody().items():
        browser = client_of(person)
        assert {name: get(browser, name) for name in OWN} == dict.fromkeys(OWN, 200), role
        assert get(browser, "school", cast.alder.urn) == 200


def test_the_trusts_pages_open_for_its_administrator_alone(cast, client_of):
    for role, person in cast.everybody().items():
        expected = 200 if role is Role.TRUST_ADMINISTRATOR else 403
        browser = client_of(person)
        assert {name: get(browser, name) for name in TRUST} == dict.fromkeys(TRUST, expected), role


@pytest.mark.parametrize("who", ["foreign_administrator", "trust_administrator"])
def test_what_belongs_to_others_is_as_absent_as_what_does_not_exist(cast, client_of, who):
    found = things(cast)
    if who == "trust_administrator":
        closure = add_closure(
            year=cast.foreign_autumn.year, starts_on=date(2026, 11, 27), ends_on=date(2026, 11, 27),
            by=cast.foreign_administrator,
        )  # fmt: skip
        found = {
            "school": cast.cedar.urn, "school_edit": cast.cedar.urn, "person": cast.foreign_head.pk,
            "post_add": cast.foreign_head.pk, "post_end": cast.foreign_head.all_posts[0].pk,
            "term_open": cast.foreign_autumn.pk, "year_edit": cast.foreign_autumn.year_id, "closure_remove": closure.pk,
            **dict.fromkeys(ACTIONS, cast.foreign_head.pk),
        }  # fmt: skip
    browser = client_of(getattr(cast, who))
    for name, pk in found.items():
        method = browser.post if name in ACTIONS else browser.get
        foreign, absent = (method(reverse(name, args=[each])) for each in (pk, ABSENT))
        assert (foreign.status_code, absent.status_code) == (404, 404), name
        assert without_tokens(foreign) == without_tokens(absent), name


def without_tokens(answer) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.content.decode())


def test_a_sibling_school_is_absent_for_a_head(cast, client_of):
    browser = client_of(cast.headteacher)
    assert get(browser, "school", cast.birch.urn) == 404
    assert "Birch Junior" not in browser.get(reverse("schools")).content.decode()


def test_no_page_of_a_trust_names_anything_of_another(cast, client_of):
    browser = client_of(cast.trust_administrator)
    for name, args in pages(cast):
        seen = browser.get(reverse(name, args=args)).content.decode()
        for secret in ("Foreign", "Cedar", "Marsh"):
            assert secret not in seen, (name, secret)


def test_a_person_of_two_trusts_is_shown_with_the_posts_of_this_one(cast, client_of):
    appoint(person=cast.foreign_chief, role=Role.TRUSTEE, trust=cast.trust, by=cast.trust_administrator)
    browser = client_of(cast.trust_administrator)
    for address in (reverse("people"), reverse("person", args=[cast.foreign_chief.pk])):
        seen = browser.get(address).content.decode()
        assert "Trustee" in seen
        assert "Marsh Edge" not in seen
        assert f"/posts/{cast.foreign_chief.posts.first().pk}/end/" not in seen


# --- What the pages do ------------------------------------------------------------------------------------------

NIA = {
    "name": "Nia New",
    "email": "nia@school.example",
    "role": "headteacher",
    "starts_on": "1 December 2026",
}


def test_a_person_is_added_with_a_post(cast, client_of):
    browser = client_of(cast.trust_administrator)
    answer = browser.post(
        reverse("person_add"), {**NIA, "schools": [cast.birch.pk], "acting": "on"}, follow=True
    )
    assert "nia@school.example has been added" in answer.content.decode()
    (post,) = Person.objects.get(email="nia@school.example").all_posts
    assert (post.title, post.starts_on, list(post.schools.all())) == (
        "Acting headteacher", date(2026, 12, 1), [cast.birch],
    )  # fmt: skip


def test_what_is_refused_is_said_and_stays_typed(cast, client_of):
    answer = client_of(cast.trust_administrator).post(reverse("person_add"), NIA)
    seen = answer.content.decode()
    assert answer.status_code == 422
    assert "Headteacher is a post for one school: choose it." in seen
    assert 'value="Nia New"' in seen
    assert not Person.objects.filter(email="nia@school.example").exists()


def test_a_school_of_another_trust_cannot_be_chosen(cast, client_of):
    answer = client_of(cast.trust_administrator).post(
        reverse("person_add"), {**NIA, "schools": [cast.cedar.pk]}
    )
    assert answer.status_code == 422
    assert not Person.objects.filter(email="nia@school.example").exists()


def test_a_post_is_added_and_ended(cast, client_of):
    browser, governor = client_of(cast.trust_administrator), cast.governor
    browser.post(reverse("post_add", args=[governor.pk]), {"role": "trustee", "starts_on": "23/11/2026"})
    governor.forget_posts()
    first, post = governor.all_posts
    assert (first.role, post.role) == ("governor", "trustee")
    browser.post(reverse("post_end", args=[post.pk]), {"ends_on": "24 November 2026"})
    post.refresh_from_db()
    assert post.ends_on == date(2026, 11, 24)


def test_an_account_is_closed_reopened_and_invited(cast, client_of):
    browser, governor = client_of(cast.trust_administrator), cast.governor
    browser.post(reverse("person_close", args=[governor.pk]))
    assert not Person.objects.get(pk=governor.pk).is_active
    browser.post(reverse("person_reopen", args=[governor.pk]))
    assert Person.objects.get(pk=governor.pk).is_active
    browser.post(reverse("person_invite", args=[governor.pk]))
    assert Notice.objects.filter(person=governor, key__startswith="invitation:").count() == 1


def test_what_cannot_be_done_has_no_button(cast, client_of):
    browser, own = client_of(cast.trust_administrator), cast.trust_administrator
    seen = browser.get(reverse("person", args=[own.pk])).content.decode()
    assert reverse("person_close", args=[own.pk]) not in seen
    assert reverse("post_end", args=[own.all_posts[0].pk]) not in seen
    answer = browser.get(reverse("post_end", args=[own.all_posts[0].pk]))
    assert answer.status_code == 403
    assert "Appoint another first" in answer.content.decode()


def test_somebody_without_a_post_any_more_sees_what_is_theirs_alone(cast, client_of):
    end_post(post=cast.governor.all_posts[0], ends_on=date(2026, 11, 22), by=cast.trust_administrator)
    browser = client_of(cast.governor)
    answers = {name: get(browser, name) for name in OWN}
    assert answers == {**dict.fromkeys(OWN, 200), "terms": 403}
    assert get(browser, "school", cast.alder.urn) == 404
    assert "Larkfield" not in browser.get(reverse("schools")).content.decode()


def test_a_closed_account_is_signed_out_at_once(cast, client_of):
    browser = client_of(cast.governor)
    deactivate(person=cast.governor, by=cast.trust_administrator)
    assert get(browser, "account") == 302


SCHOOL = {"name": "Dune School", "phase": "primary", "lowest_age": "4", "highest_age": "11"}


def test_a_school_is_added_and_changed(cast, client_of):
    browser = client_of(cast.trust_administrator)
    assert browser.post(reverse("school_add"), {**SCHOOL, "urn": "900099"})["Location"] == "/schools/900099/"
    changed = {**SCHOOL, "name": "Dune Academy", "joined_on": "1 September 2019"}
    browser.post(reverse("school_edit", args=[900099]), changed)
    school = School.objects.get(urn=900099)
    assert (school.name, school.joined_on, school.trust) == ("Dune Academy", date(2019, 9, 1), cast.trust)


def test_ages_out_of_order_are_said_beside_the_age(cast, client_of):
    answer = client_of(cast.trust_administrator).post(
        reverse("school_edit", args=[cast.alder.urn]), {**SCHOOL, "lowest_age": "12"}
    )
    assert answer.context["form"].errors == {"highest_age": ["The lowest age cannot be above the highest."]}


def test_a_year_is_proposed_and_added(cast, client_of):
    browser = client_of(cast.trust_administrator)
    form = browser.get(reverse("year_add")).context["form"]
    typed = {field.html_name: field.value() for field in form}
    typed = {name: f"{value:%d/%m/%Y}" if isinstance(value, date) else value for name, value in typed.items()}
    typed["to_6"] = "20 July 2028"
    assert browser.post(reverse("year_add"), typed).status_code == 302
    year = AcademicYear.objects.get(trust=cast.trust, name="2027/28")
    assert year.terms.last().ends_on == date(2028, 7, 20)
    assert year.closures.get().starts_on in typical_year(2027).closures


def test_a_year_in_disorder_is_refused_in_words(cast, client_of):
    browser = client_of(cast.trust_administrator)
    typed = {field.html_name: field.value() for field in browser.get(reverse("year_add")).context["form"]}
    typed |= {"from_2": "1 September 2027", "bank_holidays": "Easter"}
    answer = browser.post(reverse("year_add"), typed)
    assert list(answer.context["form"].errors) == ["bank_holidays"]
    answer = browser.post(reverse("year_add"), {**typed, "bank_holidays": ""})
    (sentence,) = answer.context["form"].non_field_errors()
    assert "overlap or are out of order at 1 September 2027" in sentence


def test_the_dates_of_a_year_are_moved(cast, client_of):
    browser, address = client_of(cast.trust_administrator), reverse("year_edit", args=[cast.year_2026.pk])
    typed = {field.html_name: f"{field.value():%d/%m/%Y}" for field in browser.get(address).context["form"]}
    assert browser.post(address, {**typed, "to_1": "16 October 2026"}).status_code == 302
    assert calendar_of(cast.year_2026).half_terms[0].ends_on == date(2026, 10, 16)
    answer = browser.post(address, {**typed, "from_2": "16 October 2026"})
    assert "overlap or are out of order at 16 October 2026" in answer.content.decode()


def test_a_term_is_opened_and_its_dates_changed(cast, client_of):
    browser, spring = client_of(cast.trust_administrator), cast.term(2)
    dates = {"self_evaluation_due": "5/3/2027", "moderation_due": "12/3/2027", "report_due": "19/3/2027"}
    early = browser.post(reverse("term_open", args=[spring.pk]), {**dates, "moderation_due": "1/3/2027"})
    assert "Moderation cannot be due before the self-evaluations are." in early.content.decode()
    for report in ("19/3/2027", "20/3/2027"):
        browser.post(reverse("term_open", args=[spring.pk]), {**dates, "report_due": report})
        spring.refresh_from_db()
        assert f"{spring.report_due:%d/%-m/%Y}" == report
    assert Term.objects.of(cast.trust).current() == spring


def test_a_head_closes_their_own_school_and_no_other(cast, client_of):
    browser = client_of(cast.headteacher)
    form = browser.get(reverse("closure_add")).context["form"]
    assert form.fields["whose"].choices == [(str(cast.alder.urn), "Alder Primary")]
    typed = {"kind": "inset", "starts_on": "27 November 2026", "note": "Phonics"}
    assert browser.post(reverse("closure_add"), {**typed, "whose": cast.birch.urn}).status_code == 422
    assert browser.post(reverse("closure_add"), {**typed, "whose": "every"}).status_code == 422
    assert browser.post(reverse("closure_add"), {**typed, "whose": cast.alder.urn}).status_code == 302
    closure = Closure.objects.get(school=cast.alder)
    assert closure.ends_on == date(2026, 11, 27)
    assert "Phonics" in browser.get(reverse("terms")).content.decode()
    assert "Phonics" not in client_of(cast.other_head).get(reverse("terms")).content.decode()
    browser.post(reverse("closure_remove", args=[closure.pk]))
    assert not Closure.objects.filter(school=cast.alder).exists()


def test_a_trusts_closure_is_not_a_heads_to_remove(cast, client_of):
    closure = Closure.objects.get(year=cast.year_2026)
    assert client_of(cast.headteacher).post(reverse("closure_remove", args=[closure.pk])).status_code == 403
    assert get(client_of(cast.deputy_headteacher), "closure_add") == 403


def test_days_outside_every_year_are_refused_at_the_day(cast, client_of):
    typed = {"kind": "inset", "starts_on": "27 November 2031", "whose": "every"}
    answer = client_of(cast.trust_administrator).post(reverse("closure_add"), typed)
    assert list(answer.context["form"].errors) == ["starts_on"]


def test_the_settings_are_saved_and_a_pale_colour_is_not(cast, client_of):
    browser = client_of(cast.trust_administrator)
    answer = browser.post(reverse("trust_settings"), {"accent": "#ffcc00"})
    assert list(answer.context["form"].errors) == ["accent"]
    browser.post(reverse("trust_settings"), {"accent": "#003366", "issues_reports_itself": "on"})
    cast.trust.refresh_from_db()
    assert (cast.trust.accent, cast.trust.issues_reports_itself) == ("#003366", True)


def test_notices_stay_new_until_they_are_marked(cast, client_of):
    browser = client_of(cast.headteacher)
    for _ in range(2):
        assert "Mark these as read" in browser.get(reverse("notices")).content.decode()
    browser.post(reverse("notices"))
    seen = browser.get(reverse("notices")).content.decode()
    assert "Mark these as read" not in seen
    assert "Autumn term 2026/27 is open" in seen
    assert Notice.objects.visible_to(cast.other_head).unread().exists()


def test_a_person_changes_the_name_they_are_shown_with(cast, client_of):
    browser = client_of(cast.headteacher)
    browser.post(reverse("account"), {"name": "Hanna Other"})
    assert Person.objects.get(pk=cast.headteacher.pk).name == "Hanna Other"


def test_a_person_with_two_schools_switches_between_them(cast, client_of):
    head = cast.headteacher
    appoint(
        person=head,
        role=Role.HEADTEACHER,
        trust=cast.trust,
        schools=[cast.birch],
        by=cast.trust_administrator,
    )
    browser = client_of(head)
    answer = browser.post(reverse("switch_school"), {"urn": cast.birch.urn, "next": "/terms/"})
    assert answer["Location"] == "/terms/"
    assert browser.session[SESSION_KEY] == cast.birch.urn
    assert browser.post(reverse("switch_school"), {"urn": cast.cedar.urn}).status_code == 404
    assert browser.post(reverse("switch_school"), {"urn": "x"}).status_code == 404
    elsewhere = browser.post(
        reverse("switch_school"), {"urn": cast.alder.urn, "next": "https://evil.example/"}
    )
    assert elsewhere["Location"] == "/"


def test_what_people_type_is_shown_as_text(cast, client_of):
    browser, nasty = client_of(cast.trust_administrator), "<script>alert(1)</script>"
    browser.post(reverse("account"), {"name": nasty})
    browser.post(reverse("school_edit", args=[cast.alder.urn]), {**SCHOOL, "name": nasty})
    for name, args in pages(cast):
        if name != "accent_css":
            seen = browser.get(reverse(name, args=args)).content.decode()
            assert "<script>alert" not in seen, name
            assert "&lt;script&gt;alert" in seen, name  # the name stands in the masthead of every page
