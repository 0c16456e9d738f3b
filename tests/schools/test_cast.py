from schools.models import Notice
from schools.queries.calendar import calendar_of
from schools.typical_year import typical_year


def test_everybody_holds_their_post(cast):
    for role, person in cast.everybody().items():
        assert [post.role for post in person.current_posts] == [role]


def test_the_years_are_the_typical_ones(cast, django_assert_num_queries):
    with django_assert_num_queries(3):
        year = calendar_of(cast.year_2026, cast.alder)
    assert year.school_days == typical_year(2026).school_days


def test_opening_the_term_told_the_heads(cast):
    told = {notice.person for notice in Notice.objects.filter(key=f"term-opened:{cast.autumn.pk}")}
    assert told == {cast.headteacher, cast.other_head}
