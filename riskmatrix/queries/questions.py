"""What each KPI asks, worked out once a process: it follows from the framework and the kind of school alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from riskmatrix.excuses import may_be_left_out
from riskmatrix.models import Evaluation
from riskmatrix.queries.steps import Shown, Steps, StepView, steps_of
from riskmatrix.scoring import State
from riskmatrix.spec import FrameworkSpec, KpiSpec


@dataclass(frozen=True)
class Choice:
    """One of the answers a person can give, with what it looks like for this KPI."""

    code: str
    label: str
    guidance: str
    step: Shown


@dataclass(frozen=True)
class Question:
    """One KPI as it is asked. The first three decide the rest, so a page can keep what it drew from it.

    :param edition: the framework's fingerprint.
    """

    edition: str
    code: str
    may_be_not_applicable: bool
    spec: KpiSpec = field(compare=False)
    choices: tuple[Choice, ...] = field(compare=False)

    @property
    def title(self) -> str:
        return self.spec.title

    @property
    def field_id(self) -> str:
        return f"rate-{self.code}"

    @property
    def steps(self) -> list[Shown]:
        """The scale's steps, without “not applicable”."""
        return [choice.step for choice in self.choices if isinstance(choice.step, StepView)]


Questions = Mapping[str, Question]

_known: dict[tuple[str, frozenset[str]], Questions] = {}


def questions_of(evaluation: Evaluation) -> Questions:
    """By KPI code, for such a school.

    :param evaluation: with its school and framework selected.
    """
    spec, left_out = evaluation.framework.spec, may_be_left_out(evaluation)
    key = (evaluation.framework.fingerprint, left_out)
    if key not in _known:
        steps = steps_of(spec)
        _known[key] = {
            kpi.code: Question(
                edition=evaluation.framework.fingerprint,
                code=kpi.code,
                may_be_not_applicable=kpi.code in left_out,
                spec=kpi,
                choices=_choices(spec, kpi, steps, kpi.code in left_out),
            )
            for _, kpi in spec.kpis()
        }
    return _known[key]


def _choices(
    spec: FrameworkSpec, kpi: KpiSpec, steps: Steps, may_be_not_applicable: bool
) -> tuple[Choice, ...]:
    choices = [Choice(step.code, step.label, kpi.steps[step.code], step) for step in steps.values()]
    if may_be_not_applicable and kpi.not_applicable:
        label = spec.scale.not_applicable.label
        reason = kpi.not_applicable.reason
        choices.append(Choice(State.NOT_APPLICABLE.value, label, reason, State.NOT_APPLICABLE.value))
    return tuple(choices)
