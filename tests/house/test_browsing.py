"""The walks hear of every write, however it is sent."""

from __future__ import annotations

import pytest

from riskmatrix.services import self_evaluation
from tests import states
from tests.cast import Cast
from tests.house.browsing import written


@pytest.mark.django_db
def test_a_statement_that_is_planned_once_is_heard_each_time(cast: Cast) -> None:
    states.packed(cast)
    rating = self_evaluation.begin(school=cast.alder, term=cast.autumn, by=cast.headteacher).ratings.first()
    assert rating is not None
    for version, words in enumerate(("We", "We have", "We have begun")):
        with written() as tables:
            self_evaluation.save_rating(
                rating=rating, answer="low", commentary=words, version=version, by=cast.headteacher
            )
        assert {"riskmatrix_rating", "schools_auditentry"} <= tables
