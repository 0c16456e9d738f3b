"""Frameworks: kept from a pack, published, and from then on frozen by service and database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, transaction

from kit.refusals import Refused
from riskmatrix.models import Criterion, Framework, Kpi, ScaleStep
from riskmatrix.services.frameworks import PACKS, keep, load_pack, publish
from riskmatrix.spec import PackError, load
from schools.models import AuditEntry
from tests.cast import Cast

PACK = PACKS / "trust-risk-matrix.yaml"


def test_a_pack_becomes_rows_that_ratings_point_to(cast: Cast, framework: Framework):
    assert [step.code for step in framework.steps.all()] == ["low", "moderate", "high", "critical"]
    assert framework.criteria.count() == 11
    kpis = Kpi.objects.filter(criterion__framework=framework)
    assert [kpi.position for kpi in kpis] == list(range(1, 40))
    assert framework.spec == load(PACK)
    assert Framework.objects.in_force(cast.trust) == framework
    assert Framework.objects.in_force(cast.foreign_trust) is None


def test_the_same_pack_again_changes_nothing_and_a_draft_is_replaced_in_its_place(cast: Cast):
    by = cast.trust_administrator
    spec = load(PACK)
    first = keep(spec=spec, trust=cast.trust, by=by)
    assert keep(spec=spec, trust=cast.trust, by=by) == first

    changed = keep(spec=spec.model_copy(update={"title": "Another"}), trust=cast.trust, by=by)
    assert (changed.title, changed.pk) == ("Another", first.pk)
    assert Framework.objects.get().spec.title == "Another"
    assert Kpi.objects.count() == 39


def test_a_published_version_is_not_replaced_and_a_new_one_takes_over(cast: Cast, framework: Framework):
    by = cast.trust_administrator
    changed = framework.spec.model_copy(update={"title": "Another"})
    with pytest.raises(Refused) as refused:
        keep(spec=changed, trust=cast.trust, by=by)
    assert refused.value.refusal.code == "published"

    new = keep(spec=changed.model_copy(update={"version": "next"}), trust=cast.trust, by=by)
    assert Framework.objects.in_force(cast.trust) == framework
    publish(framework=new, by=by)
    assert Framework.objects.in_force(cast.trust) == new
    assert load_pack(path=PACK, trust=cast.trust, by=by) == framework


@pytest.mark.parametrize("moderator", ["head_of_nothing", "headteacher", "governor"])
def test_a_strand_that_nobody_could_moderate_is_refused_by_a_sentence(cast: Cast, moderator: str):
    spec = load(PACK)
    strand = spec.strands[0].model_copy(update={"moderator": moderator})
    with pytest.raises(Refused) as refused:
        keep(
            spec=spec.model_copy(update={"strands": (strand, spec.strands[1])}),
            trust=cast.trust,
            by=cast.trust_administrator,
        )
    assert refused.value.refusal.code == "no-such-moderator"
    assert f"`{moderator}`" in refused.value.refusal.sentence
    assert "head_of_school_improvement" in refused.value.refusal.sentence
    assert not Framework.objects.exists()


def test_in_a_file_the_line_of_such_a_strand_is_named(cast: Cast, tmp_path: Path):
    path = tmp_path / "pack.yaml"
    path.write_text(
        PACK.read_text("utf-8").replace("moderator: chief_financial_officer", "moderator: governor")
    )
    line = path.read_text().splitlines().index("    moderator: governor") + 1
    with pytest.raises(PackError, match=rf"pack\.yaml:{line}: The strand “Operational” .* Use one of chief_"):
        load_pack(path=path, trust=cast.trust, by=cast.trust_administrator)
    assert not Framework.objects.exists()


def test_loading_and_publishing_are_written_down(cast: Cast, framework: Framework):
    verbs = AuditEntry.objects.filter(trust=cast.trust, thing_kind="riskmatrix.framework")
    assert set(verbs.values_list("verb", "by")) == {
        ("loaded framework", cast.trust_administrator.pk),
        ("published framework", cast.trust_administrator.pk),
    }


BEHIND_THE_SERVICES: dict[str, Callable[[Framework], object]] = {
    "change the document": lambda f: Framework.objects.filter(pk=f.pk).update(document="{}"),
    "change the version": lambda f: Framework.objects.filter(pk=f.pk).update(version="0"),
    "take publication back": lambda f: Framework.objects.filter(pk=f.pk).update(published_at=None),
    "delete it": lambda f: Framework.objects.filter(pk=f.pk)._raw_delete("default"),
    "relabel a step": lambda f: f.steps.filter(code="low").update(label="Fine"),
    "delete a step": lambda f: f.steps.filter(code="low")._raw_delete("default"),
    "add a step": lambda f: ScaleStep.objects.create(framework=f, code="x", label="X", position=9),
    "rename a criterion": lambda f: f.criteria.filter(code="safeguarding").update(title="X"),
    "delete a criterion": lambda f: f.criteria.filter(code="safeguarding")._raw_delete("default"),
    "add a criterion": lambda f: Criterion.objects.create(framework=f, code="x", title="X", position=99),
    "rename a KPI": lambda f: Kpi.objects.filter(criterion__framework=f, position=1).update(title="X"),
    "delete a KPI": lambda f: Kpi.objects.filter(position=1)._raw_delete("default"),
    "add a KPI": lambda f: Kpi.objects.create(criterion=f.criteria.first(), code="x", title="X", position=99),
}


@pytest.mark.parametrize("change", BEHIND_THE_SERVICES.values(), ids=BEHIND_THE_SERVICES)
def test_the_database_keeps_a_published_framework_as_it_was(
    framework: Framework, change: Callable[[Framework], object]
):
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        change(framework)


def test_a_kpi_cannot_be_moved_into_a_published_framework(cast: Cast, framework: Framework):
    draft = keep(
        spec=framework.spec.model_copy(update={"version": "next"}),
        trust=cast.trust,
        by=cast.trust_administrator,
    )
    moved = Kpi.objects.filter(criterion__framework=draft, position=1)
    with pytest.raises((IntegrityError, InternalError), match="frozen"), transaction.atomic():
        moved.update(criterion=framework.criteria.first(), code="moved")
    assert moved.update(title="Still a draft") == 1


def test_the_command_loads_and_publishes_for_one_trust(cast: Cast, capsys: pytest.CaptureFixture[str]):
    call_command("load_framework", "--trust", "larkfield learning trust", "--publish")
    assert "(published): 11 criteria, 39 KPIs for Larkfield Learning Trust." in capsys.readouterr().out
    assert Framework.objects.in_force(cast.trust) is not None
    assert Framework.objects.in_force(cast.foreign_trust) is None


def test_the_command_names_file_line_and_remedy_and_writes_nothing(cast: Cast, tmp_path: Path):
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(
        PACK.read_text(encoding="utf-8").replace("weight: 0.5", "weight: heavy", 1), encoding="utf-8"
    )
    with pytest.raises(
        CommandError, match=r"wrong\.yaml:\d+: `weight` is 'heavy'\. Input should be a valid number"
    ):
        call_command("load_framework", str(wrong), "--trust", cast.trust.name)
    with pytest.raises(CommandError, match="There is no trust “Nobody”"):
        call_command("load_framework", "--trust", "Nobody")
    assert not Framework.objects.exists()
