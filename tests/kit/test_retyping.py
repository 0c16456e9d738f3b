"""Nobody types a page twice: a form that arrives without a session, or with an old token, comes back full."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from kit.retyping import comes_from_here, texts_of
from tests.cast import PASSWORD, Cast

HERE = {"HTTP_ORIGIN": "http://testserver"}
TEXT = "Reading is strong.\n</textarea><script>alert(1)</script>"
TYPED = {"answer": "low", "commentary": TEXT, "csrfmiddlewaretoken": "x" * 64}
ADDRESS = "/ratings/1/save/?from=here"


def test_a_form_of_somebody_signed_out_comes_back_with_all_that_was_typed(db: None):
    page = Client().post(ADDRESS, TYPED, **HERE)

    assert page.status_code == 401
    body = page.content.decode()
    assert "Reading is strong.\n&lt;/textarea&gt;&lt;script&gt;alert(1)" in body
    assert "<script>alert" not in body
    assert '<input type="hidden" name="answer" value="low">' in body
    assert f'action="{ADDRESS}"' in body
    assert body.count("csrfmiddlewaretoken") == 1
    assert "x" * 64 not in body
    assert "no-store" in page["Cache-Control"]


@pytest.mark.parametrize(
    ("typed", "headers"),
    [
        (TYPED, {}),
        (TYPED, {"HTTP_ORIGIN": "https://elsewhere.example"}),
        (TYPED, {"HTTP_ORIGIN": "null"}),
        (TYPED, {"HTTP_ORIGIN": "http://[broken"}),
        (TYPED, {"HTTP_REFERER": "https://testserver/evaluations/1/"}),
        ({"commentary": "  "}, HERE),
        ({"commentary": TEXT, "password": "a secret"}, HERE),
    ],
    ids=["no origin", "another site", "no name", "nonsense", "another scheme", "nothing typed", "a password"],
)
def test_nothing_is_offered_to_strangers_nor_with_a_password(db: None, typed: dict, headers: dict):
    page = Client().post(ADDRESS, typed, **headers)
    assert page.status_code == 302
    assert page["Location"].startswith(reverse("account_login"))


def test_a_page_that_saves_itself_is_told_and_keeps_its_words(db: None):
    page = Client().post(ADDRESS, TYPED, HTTP_HX_REQUEST="true", **HERE)
    assert page.status_code == 401
    assert b"Reading is strong." not in page.content


def test_a_form_with_the_token_of_the_session_before_is_offered_with_one_of_now(cast: Cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.headteacher)
    page = browser.post(ADDRESS, TYPED, **HERE)

    assert page.status_code == 403
    body = page.content.decode()
    assert "Reading is strong." in body
    assert "Press the button to save" in body
    token = body.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    again = browser.post(ADDRESS, {**TYPED, "csrfmiddlewaretoken": token}, **HERE)
    assert again.status_code == 404  # past the guard: there is no such rating


def test_a_forged_form_is_refused_without_showing_what_it_carries(cast: Cast):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(cast.headteacher)
    page = browser.post(ADDRESS, TYPED, HTTP_ORIGIN="https://elsewhere.example")
    assert page.status_code == 403
    assert b"Reading is strong." not in page.content


def test_signing_in_with_an_old_token_never_shows_the_password_again(cast: Cast):
    browser = Client(enforce_csrf_checks=True)
    typed = {"login": cast.headteacher.email, "password": PASSWORD}
    page = browser.post(reverse("account_login"), typed, **HERE)
    assert page.status_code == 403
    assert PASSWORD.encode() not in page.content


def test_the_referer_counts_where_there_is_no_origin():
    request = RequestFactory().post("/", HTTP_REFERER="http://testserver/somewhere/")
    assert comes_from_here(request)
    assert not comes_from_here(RequestFactory().post("/"))


def test_what_was_written_in_a_form_is_told_from_its_codes_and_a_password_keeps_all_of_it():
    sent = RequestFactory().post("/", {"answer": "low", "why": "It is so.", "long": "x" * 60, **TYPED})
    assert [field.name for field in texts_of(sent)] == ["why", "long", "commentary"]
    assert texts_of(RequestFactory().post("/", {"why": "It is so.", "password": "a secret"})) == []
