"""The pages: who sees what, what a page sends, and that nobody's words are lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from monitoring.models import MonitoringForm
from monitoring.services import forms, writing
from monitoring.services.writing import RowEdit
from schools.models import Action, Person
from tests.cast import Cast
from tests.monitoring.conftest import AGREED, COMMENT, RECOMMENDATION, WHAT, Make

ClientOf = Callable[[Person], Client]


def page_of(form: MonitoringForm) -> str:
    return reverse("monitoring_form", args=[form.pk])


def without_tokens(answer: HttpResponse) -> str:
    return re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r"\1", answer.content.decode())


def sent_by(answer: HttpResponse) -> dict[str, Any]:
    """What the browser would send from this page if nothing were touched."""
    draft = answer.context["draft"]
    data: dict[str, Any] = {}
    for part in [draft.head, *draft.standing]:
        data |= {f"{part.prefix}-version": part.version, f"{part.prefix}-seen": part.seen}
        if hasattr(part, "actions"):
            data[f"{part.prefix}-actions"] = len(part.actions)
        for box in part.boxes:
            for field in box:
                value = field.value()
                if isinstance(value, date):
                    value = f"{value:%-d %B %Y}"
                data[field.html_name] = "" if value is None else value
    return data


@pytest.mark.parametrize(
    "name", ["monitoring_form", "monitoring_finish", "monitoring_consider", "monitoring_pdf"]
)
@pytest.mark.parametrize(
    "who",
    [
        "governor",
        "chair_of_governors",
        "clerk",
        "trustee",
        "trust_administrator",
        "other_head",
        "foreign_head",
        "foreign_chief",
    ],
)
def test_somebody_elses_form_is_not_there(
    finished: Make, cast: Cast, client_of: ClientOf, name: str, who: str
) -> None:
    form = finished()
    theirs, nobodys = reverse(name, args=[form.pk]), reverse(name, args=[form.pk + 1000])
    client = client_of(getattr(cast, who))
    for method in (client.get,) if name == "monitoring_pdf" else (client.get, client.post):
        answer = method(theirs)
        assert answer.status_code == 404
        assert b"Science" not in answer.content
        assert without_tokens(answer) == without_tokens(method(nobodys))


@pytest.mark.parametrize("name", ["monitoring", "monitoring_new"])
@pytest.mark.parametrize("who", ["governor", "trustee", "other_head", "foreign_head"])
def test_somebody_elses_school_has_no_monitoring(
    cast: Cast, client_of: ClientOf, name: str, who: str
) -> None:
    client = client_of(getattr(cast, who))
    assert client.get(reverse(name, args=[cast.alder.urn])).status_code == 404


def test_a_draft_is_not_there_for_those_who_only_read(draft: Make, cast: Cast, client_of: ClientOf) -> None:
    form = draft()
    for who in ("deputy_headteacher", "improvement_adviser", "chief_executive"):
        assert client_of(getattr(cast, who)).get(page_of(form)).status_code == 200
    for who in ("governor", "other_head", "foreign_chief"):
        assert client_of(getattr(cast, who)).get(page_of(form)).status_code == 404


def test_a_form_is_begun_on_the_page(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.subject_leader)
    url = reverse("monitoring_new", args=[cast.alder.urn])
    assert b"Array monitoring" in client.get(url).content
    data = {
        "head-focus": "Reading",
        "head-held_on": "5/11/2026",
        "head-lead": cast.subject_leader.pk,
        "head-methods": "data",
    }
    answer = client.post(url, data)
    form = MonitoringForm.objects.get()
    assert answer.headers["Location"] == page_of(form)
    assert (form.focus, form.held_on, form.methods_in_words) == ("Reading", date(2026, 11, 5), "Data")


def test_a_date_that_is_none_keeps_every_word_and_begins_nothing(cast: Cast, client_of: ClientOf) -> None:
    data = {"head-focus": "Reading for joy", "head-held_on": "31/11/2026", "head-lead": ""}
    answer = client_of(cast.subject_leader).post(reverse("monitoring_new", args=[cast.alder.urn]), data)
    page = answer.content.decode()
    assert "This is not a date" in page
    assert 'value="Reading for joy"' in page
    assert 'value="31/11/2026"' in page
    assert not MonitoringForm.objects.exists()


def test_sending_an_untouched_page_changes_nothing(draft: Make, cast: Cast, client_of: ClientOf) -> None:
    form = draft(("Year 3", "Year 4"))
    client = client_of(cast.deputy_headteacher)
    assert client.post(page_of(form), sent_by(client.get(page_of(form)))).status_code == 302
    after = MonitoringForm.objects.get()
    assert (after.version, after.saved_by) == (form.version, cast.subject_leader)
    assert {row.saved_by for row in after.rows.all()} == {cast.subject_leader}


def test_an_invalid_date_keeps_its_text_and_saves_the_rest(
    draft: Make, cast: Cast, client_of: ClientOf
) -> None:
    form = draft()
    (row,) = form.rows.all()
    client = client_of(cast.subject_leader)
    data = sent_by(client.get(page_of(form)))
    data |= {
        "head-focus": "Science again",
        "head-held_on": "the 31st of November",
        f"row-{row.pk}-evaluation": "A new comment.",
        f"row-{row.pk}-action-0-check_impact_on": "soon",
    }
    answer = client.post(page_of(form), data)
    page = answer.content.decode()
    assert 'value="the 31st of November"' in page
    assert 'value="soon"' in page
    assert "Top of the form: This is not a date" in page
    assert "Year 3: This is not a date" in page
    after = MonitoringForm.objects.get()
    assert (after.focus, after.held_on) == ("Science again", form.held_on)
    assert after.rows.get().text == replace(row.text, evaluation="A new comment.")
    mended = sent_by(answer) | {
        "head-held_on": "13 November 2026",
        f"row-{row.pk}-action-0-check_impact_on": "1/2/2027",
    }
    assert client.post(page_of(form), mended).status_code == 302
    after = MonitoringForm.objects.get()
    assert after.held_on == date(2026, 11, 13)
    assert after.rows.get().text.actions[0].check_impact_on == date(2027, 2, 1)


def test_a_text_too_long_stays_typed_and_says_by_how_much(
    draft: Make, cast: Cast, client_of: ClientOf
) -> None:
    form = draft()
    (row,) = form.rows.all()
    client = client_of(cast.subject_leader)
    words = "long " * 1_001
    data = sent_by(client.get(page_of(form))) | {
        f"row-{row.pk}-evaluation": words,
        f"row-{row.pk}-who": "Year 3 and 4",
    }
    page = client.post(page_of(form), data).content.decode()
    assert words.strip() in page
    assert "This has 5,004 characters. Shorten it by 4 to fit the limit of 5,000." in page
    after = MonitoringForm.objects.get().rows.get()
    assert (after.evaluation, after.who) == (COMMENT, "Year 3 and 4")


def _deputy_saves(form: MonitoringForm, cast: Cast, words: str) -> None:
    row = MonitoringForm.objects.get(pk=form.pk).rows.get()
    edit = RowEdit(row, replace(row.text, evaluation=words), row.version)
    assert writing.save(form=form, by=cast.deputy_headteacher, rows=[edit]) == []


def test_two_texts_are_both_shown_and_the_person_chooses(
    draft: Make, cast: Cast, client_of: ClientOf
) -> None:
    form = draft()
    (row,) = form.rows.all()
    name = f"row-{row.pk}"
    client = client_of(cast.subject_leader)
    mine = sent_by(client.get(page_of(form))) | {f"{name}-evaluation": "What Luke saw."}
    _deputy_saves(form, cast, "What Dev saw.")

    answer = client.post(page_of(form), mine)
    page = answer.content.decode()
    assert "What Dev saw." in page
    assert "What Luke saw." in page
    assert "Dev Patel" in page
    assert MonitoringForm.objects.get().rows.get().evaluation == "What Dev saw."

    # Without a choice the same question comes again, and nothing is written.
    answer = client.post(page_of(form), sent_by(answer))
    assert "Which text stays?" in answer.content.decode()
    assert MonitoringForm.objects.get().rows.get().evaluation == "What Dev saw."

    version = MonitoringForm.objects.get().rows.get().version
    kept = sent_by(answer) | {f"{name}-keep": f"mine:{version}"}
    assert client.post(page_of(form), kept).status_code == 302
    assert MonitoringForm.objects.get().rows.get().evaluation == "What Luke saw."


def test_the_other_text_can_be_chosen(draft: Make, cast: Cast, client_of: ClientOf) -> None:
    form = draft()
    (row,) = form.rows.all()
    client = client_of(cast.subject_leader)
    mine = sent_by(client.get(page_of(form))) | {f"row-{row.pk}-evaluation": "What Luke saw."}
    _deputy_saves(form, cast, "What Dev saw.")
    answer = client.post(page_of(form), mine)
    chosen = sent_by(answer) | {f"row-{row.pk}-keep": "theirs"}
    assert client.post(page_of(form), chosen).status_code == 302
    after = MonitoringForm.objects.get().rows.get()
    assert (after.evaluation, after.saved_by) == ("What Dev saw.", cast.deputy_headteacher)


def test_a_third_text_meanwhile_asks_again(draft: Make, cast: Cast, client_of: ClientOf) -> None:
    form = draft()
    (row,) = form.rows.all()
    client = client_of(cast.subject_leader)
    mine = sent_by(client.get(page_of(form))) | {f"row-{row.pk}-evaluation": "What Luke saw."}
    _deputy_saves(form, cast, "What Dev saw.")
    answer = client.post(page_of(form), mine)
    version = MonitoringForm.objects.get().rows.get().version
    _deputy_saves(form, cast, "What Dev saw later.")
    answer = client.post(page_of(form), sent_by(answer) | {f"row-{row.pk}-keep": f"mine:{version}"})
    assert "What Dev saw later." in answer.content.decode()
    assert MonitoringForm.objects.get().rows.get().evaluation == "What Dev saw later."


def test_two_heads_of_the_form_are_told_apart_field_by_field(
    draft: Make, cast: Cast, client_of: ClientOf
) -> None:
    form = draft()
    client, other = client_of(cast.subject_leader), client_of(cast.deputy_headteacher)
    mine = sent_by(client.get(page_of(form))) | {"head-focus": "Mine", "head-methods": ["data"]}
    theirs = sent_by(other.get(page_of(form))) | {"head-focus": "Theirs", "head-lead": cast.headteacher.pk}
    assert other.post(page_of(form), theirs).status_code == 302
    (both,) = client.post(page_of(form), mine).context["conflicts"].values()
    assert both.theirs == (
        "Focus: Theirs\n\nMethods: Array monitoring, Pupil voice\n\nMonitoring lead: Hanna Osei, headteacher"
    )
    assert both.mine == "Focus: Mine\n\nMethods: Data\n\nMonitoring lead: Luke Marsden, subject leader"


def test_a_class_is_added_without_script_and_what_was_typed_is_saved(
    draft: Make, cast: Cast, client_of: ClientOf
) -> None:
    form = draft()
    (row,) = form.rows.all()
    client = client_of(cast.subject_leader)
    data = sent_by(client.get(page_of(form))) | {f"row-{row.pk}-evaluation": "Typed before.", "do": "add-row"}
    answer = client.post(page_of(form), data)
    assert MonitoringForm.objects.get().rows.first().evaluation == "Typed before."
    new = MonitoringForm.objects.get().rows.last()
    assert answer.headers["Location"] == f"{page_of(form)}#id_row-{new.pk}-who"
    assert f'name="row-{new.pk}-evaluation"' in client.get(page_of(form)).content.decode()


def test_with_htmx_only_the_draft_comes_back(draft: Make, cast: Cast, client_of: ClientOf) -> None:
    form = draft()
    client = client_of(cast.subject_leader)
    data = sent_by(client.get(page_of(form))) | {"do": "add-row"}
    answer = client.post(page_of(form), data, headers={"HX-Request": "true"})
    page = answer.content.decode()
    new = MonitoringForm.objects.get().rows.last()
    assert page.strip().startswith('<div id="draft">')
    assert f'id="id_row-{new.pk}-who"' in page
    assert page.count("autofocus") == 1


def test_another_required_action_has_a_line_of_its_own(draft: Make, cast: Cast, client_of: ClientOf) -> None:
    form = draft()
    (row,) = form.rows.all()
    client = client_of(cast.subject_leader)
    data = sent_by(client.get(page_of(form))) | {
        f"row-{row.pk}-action-1-what": "Second",
        "do": f"add-action:{row.pk}",
    }
    answer = client.post(page_of(form), data)
    assert answer.headers["Location"].endswith(f"#id_row-{row.pk}-action-2-what")
    assert f'name="row-{row.pk}-action-2-what"' in client.get(page_of(form)).content.decode()
    assert [action.what for action in MonitoringForm.objects.get().rows.get().text.actions] == [
        WHAT,
        "Second",
    ]


def test_emptying_the_boxes_of_an_action_takes_it_off(draft: Make, cast: Cast, client_of: ClientOf) -> None:
    form = draft()
    (row,) = form.rows.all()
    client = client_of(cast.subject_leader)
    blank = {f"row-{row.pk}-action-0-{name}": "" for name in ("what", "support", "check_impact_on")}
    client.post(page_of(form), sent_by(client.get(page_of(form))) | blank)
    assert MonitoringForm.objects.get().rows.get().text.actions == ()


def test_a_class_is_taken_off_and_put_back(draft: Make, cast: Cast, client_of: ClientOf) -> None:
    form = draft(("Year 3", "Year 4"))
    row = form.rows.first()
    assert row is not None
    client = client_of(cast.subject_leader)
    client.post(page_of(form), sent_by(client.get(page_of(form))) | {"do": f"remove-row:{row.pk}"})
    answer = client.get(page_of(form))
    assert "Taken off this form" in answer.content.decode()
    assert [part.name for part in answer.context["draft"].standing] == ["Year 4"]
    client.post(page_of(form), sent_by(answer) | {"do": f"put-back:{row.pk}"})
    assert [part.name for part in client.get(page_of(form)).context["draft"].standing] == ["Year 3", "Year 4"]


def test_words_for_a_class_somebody_took_off_are_kept_with_it(
    draft: Make, cast: Cast, client_of: ClientOf
) -> None:
    form = draft(("Year 3", "Year 4"))
    row = form.rows.first()
    assert row is not None
    client = client_of(cast.subject_leader)
    data = sent_by(client.get(page_of(form))) | {f"row-{row.pk}-evaluation": "Typed meanwhile."}
    writing.remove_row(row=row, by=cast.deputy_headteacher)
    assert client.post(page_of(form), data).status_code == 302
    writing.put_back_row(row=row, by=cast.deputy_headteacher)
    assert MonitoringForm.objects.get().rows.first().evaluation == "Typed meanwhile."


@pytest.mark.parametrize("htmx", [False, True])
def test_words_typed_into_a_form_finished_meanwhile_are_given_back(
    draft: Make, cast: Cast, client_of: ClientOf, htmx: bool
) -> None:
    form = draft()
    (row,) = form.rows.all()
    client = client_of(cast.subject_leader)
    data = sent_by(client.get(page_of(form))) | {f"row-{row.pk}-evaluation": "Typed too late."}
    forms.finish(form=form, by=cast.headteacher)
    answer = client.post(page_of(form), data, headers={"HX-Request": "true"} if htmx else {})
    page = answer.content.decode()
    assert "can no longer be changed" in page
    if htmx:
        assert answer.headers["HX-Reswap"] == "none"
    else:
        assert answer.status_code == 409
        assert "Typed too late." in page
    assert MonitoringForm.objects.get().rows.get().evaluation == COMMENT


def test_a_signed_out_page_keeps_what_is_typed(draft: Make) -> None:
    form = draft()
    answer = Client().post(page_of(form), {"do": "save"}, headers={"HX-Request": "true"})
    assert answer.status_code == 401


def test_from_draft_to_agreed_action_on_the_pages(draft: Make, cast: Cast, client_of: ClientOf) -> None:
    form = draft()
    client = client_of(cast.subject_leader)
    answer = client.post(page_of(form), sent_by(client.get(page_of(form))) | {"do": "finish"})
    finish = reverse("monitoring_finish", args=[form.pk])
    assert answer.headers["Location"] == finish
    assert "no longer changed" in client.get(finish).content.decode()
    assert client.post(finish).headers["Location"] == page_of(form)

    page = client.get(page_of(form)).content.decode()
    for words in (
        COMMENT,
        WHAT,
        RECOMMENDATION,
        "Array monitoring, pupil voice",
        "Thursday 12 November 2026",
    ):
        assert words in page
    assert "<textarea" not in page
    assert "Record what senior leaders agreed" not in page

    head = client_of(cast.headteacher)
    assert "Record what senior leaders agreed" in head.get(page_of(form)).content.decode()
    consider = reverse("monitoring_consider", args=[form.pk])
    sheet = head.get(consider).context["sheet"]
    data = {
        "version": sheet.version,
        "lines": 3,
        "when-considered_on": "20 November 2026",
        "agreed-0-what": AGREED,
        "agreed-0-owner": "Science leader",
        "agreed-0-due_on": "4/12/2026",
        "agreed-0-check_impact_on": "1 February 2027",
    }
    assert head.post(consider, data).headers["Location"] == page_of(form)
    assert Action.objects.get().what == AGREED
    page = head.get(page_of(form)).content.decode()
    assert AGREED in page
    assert "Friday 20 November 2026" in page
    # The same page sent a second time finds that it has been recorded, and agrees nothing twice.
    assert "Somebody else recorded something" in head.post(consider, data).content.decode()
    assert Action.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"when-considered_on": ""}, "Give the date on which senior leaders"),
        ({"when-considered_on": "24/11/2026"}, "The date lies ahead"),
        ({"agreed-0-due_on": "whenever"}, "This is not a date"),
        ({"agreed-0-check_impact_on": "1/12/2026"}, "on or after the day the action is due"),
        ({"agreed-1-what": "w" * 501}, "Shorten it by 1"),
    ],
)
def test_a_mistake_on_the_sheet_of_senior_leaders_keeps_every_word(
    finished: Make, cast: Cast, client_of: ClientOf, change: dict[str, str], said: str
) -> None:
    form = finished()
    data = {
        "version": form.version,
        "lines": 3,
        "when-considered_on": "20/11/2026",
        "agreed-0-what": "An agreement worth keeping",
        "agreed-0-owner": "Science leader",
        "agreed-0-due_on": "4/12/2026",
    } | change
    answer = client_of(cast.headteacher).post(reverse("monitoring_consider", args=[form.pk]), data)
    page = answer.content.decode()
    assert said in page
    assert "An agreement worth keeping" in page
    assert not Action.objects.exists()


def test_more_lines_keep_what_is_typed(finished: Make, cast: Cast, client_of: ClientOf) -> None:
    form = finished()
    data = {
        "version": form.version,
        "lines": 3,
        "when-considered_on": "whenever",
        "agreed-2-owner": "Science leader",
        "do": "more",
    }
    answer = client_of(cast.headteacher).post(reverse("monitoring_consider", args=[form.pk]), data)
    page = answer.content.decode()
    assert len(answer.context["sheet"].lines) == 5
    assert 'value="whenever"' in page
    assert 'value="Science leader"' in page


def test_what_is_missing_is_listed_with_links(cast: Cast, client_of: ClientOf) -> None:
    form = forms.start(school=cast.alder, by=cast.subject_leader)
    client = client_of(cast.subject_leader)
    page = client.get(reverse("monitoring_finish", args=[form.pk])).content.decode()
    assert f'href="{page_of(form)}#head"' in page
    assert "Tick at least one method." in page
    assert client.post(reverse("monitoring_finish", args=[form.pk])).status_code == 403
    assert MonitoringForm.objects.get().status == "draft"


def test_what_people_type_is_never_markup(draft: Make, cast: Cast, client_of: ClientOf) -> None:
    form = draft(classes=("<b>Year 3</b>",), focus="<script>alert(1)</script>")
    client = client_of(cast.subject_leader)
    forms_pages = [page_of(form), reverse("monitoring", args=[cast.alder.urn])]
    for url in forms_pages:
        page = client.get(url).content.decode()
        assert "<script>alert" not in page
        assert "<b>Year" not in page
        assert "&lt;script&gt;alert(1)" in page
