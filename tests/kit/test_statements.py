"""A question written once answers as Django would each time it is asked."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import F, Q, QuerySet
from django.test.utils import CaptureQueriesContext

from kit.statements import Question, columns, read
from schools.models import Post, School, Term
from tests.cast import Cast


def of_school(condition: Q, urn: int) -> QuerySet[School]:
    rows = (
        School.objects.filter(condition, urn=urn).select_related("trust").only("name", "urn", "trust__name")
    )
    return rows.annotate(nick=F("name"))


def test_objects_come_as_django_makes_them(cast: Cast) -> None:
    question, everywhere = Question(of_school), Q(trust__in={cast.trust.pk, cast.foreign_trust.pk})
    for school in (cast.alder, cast.cedar, cast.birch):
        (found,) = question.objects(everywhere, urn=school.urn)
        assert (found, found.trust.name, found.nick) == (school, school.trust.name, school.name)
        assert found.get_deferred_fields() == of_school(everywhere, school.urn).get().get_deferred_fields()
    assert found.phase == "junior"  # read when it is asked for


def test_a_condition_is_part_of_the_text_and_never_of_another_ones_answer(cast: Cast) -> None:
    question = Question(of_school)
    for trust, found in ((cast.trust, [cast.alder]), (cast.foreign_trust, []), (cast.trust, [cast.alder])):
        assert question.objects(Q(trust__in={trust.pk}), urn=cast.alder.urn) == found
    assert question.objects(Q(trust__in=set()), urn=cast.alder.urn) == []


def test_a_number_that_no_column_holds_finds_nothing(cast: Cast) -> None:
    assert Question(of_school).objects(Q(), urn=2**80) == []
    assert Question(of_school).objects(Q(), urn=-(2**80)) == []


def of_term(pk: int) -> QuerySet[Any, tuple[Any, ...]]:
    return Term.objects.filter(pk=pk).values_list(*columns(Term))


def test_values_have_the_types_of_their_columns(cast: Cast) -> None:
    question = Question(of_term)
    for term in (cast.autumn, cast.foreign_autumn):
        (values,) = question.rows(pk=term.pk)
        found, plain = read(Term, values), Term.objects.get(pk=term.pk)
        assert [getattr(found, name) for name in columns(Term)] == [
            getattr(plain, name) for name in columns(Term)
        ]
    (post,) = Question(lambda pk: Post.objects.filter(pk=pk)).objects(pk=cast.headteacher.all_posts[0].pk)
    assert (post.starts_on, post.ends_on, post.acting) == (
        cast.headteacher.all_posts[0].starts_on,
        None,
        False,
    )


def test_it_is_asked_in_one_statement(cast: Cast) -> None:
    question = Question(of_term)
    question.rows(pk=cast.autumn.pk)  # PostgreSQL plans it once a connection
    with CaptureQueriesContext(connection) as queries:
        question.rows(pk=cast.foreign_autumn.pk)
    assert len(queries) == 1
