"""The trust's own framework, published, and a school that has begun."""

from __future__ import annotations

import pytest

from riskmatrix.models import Evaluation, Framework, Rating
from riskmatrix.services import self_evaluation
from riskmatrix.services.frameworks import PACKS, load_pack, publish
from tests.cast import Cast


@pytest.fixture
def framework(cast: Cast) -> Framework:
    """Published for Larkfield."""
    by = cast.trust_administrator
    loaded = load_pack(path=PACKS / "trust-risk-matrix.yaml", trust=cast.trust, by=by)
    return publish(framework=loaded, by=by)


@pytest.fixture
def evaluation(cast: Cast, framework: Framework) -> Evaluation:
    """Alder's of the autumn term, begun by its headteacher."""
    return self_evaluation.begin(school=cast.alder, term=cast.autumn, by=cast.headteacher)


@pytest.fixture
def rating(evaluation: Evaluation) -> Rating:
    """One KPI of it, not rated yet: the clarity of curriculum intent."""
    return own(evaluation, "clarity-of-curriculum-intent")


def own(evaluation: Evaluation, code: str) -> Rating:
    """The school's own rating of a KPI as it stands."""
    return evaluation.ratings.get(kpi__code=code, kind=Rating.Kind.SELF)
