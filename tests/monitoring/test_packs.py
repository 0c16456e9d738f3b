"""Packs of a trust: kept, published, then frozen by service and database; and those of before, moved over."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, InternalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.urls import reverse

from kit.refusals import Refused
from monitoring import spec
from monitoring.models import FormPack, MonitoringForm
from monitoring.services import forms, packs
from schools.models import AuditEntry
from tests.cast import Cast
from tests.monitoring.conftest import Make


def _changed(tmp_path: Path, version: str) -> Path:
    path = tmp_path / "changed.yaml"
    text = spec.SHIPPED.read_text(encoding="utf-8").replace("title: Planning", "title: Plans and schemes")
    path.write_text(text.replace('version: "2026.1"', f'version: "{version}"'), encoding="utf-8")
    return path


def test_loading_twice_changes_nothing_and_all_of_it_is_written_down(cast: Cast) -> None:
    by = cast.trust_administrator
    first = packs.publish(pack=packs.load_pack(trust=cast.trust, by=by), by=by)
    again = packs.publish(pack=packs.load_pack(trust=cast.trust, by=by), by=by)
    assert again == first
    assert first.spec == spec.load()
    assert FormPack.objects.in_force(cast.trust) == first
    entries = AuditEntry.objects.filter(thing_kind="monitoring.formpack", trust=cast.trust)
    assert sorted(entries.values_list("verb", "by")) == [
        ("loaded monitoring form", by.pk),
        ("published monitoring form", by.pk),
    ]


def test_a_draft_is_replaced_and_a_published_version_stands(cast: Cast, tmp_path: Path) -> None:
    draft = packs.load_pack(trust=cast.trust, by=None)
    changed = packs.load_pack(path=_changed(tmp_path, "2026.1"), trust=cast.trust, by=None)
    assert not FormPack.objects.filter(pk=draft.pk).exists()
    packs.publish(pack=changed, by=None)
    with pytest.raises(Refused, match="Give the changed pack a new version"):
        packs.load_pack(trust=cast.trust, by=None)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        FormPack.objects.update(title="Other")
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        FormPack.objects.all().delete()
    assert FormPack.objects.get().spec.method("planning").title == "Plans and schemes"


def test_each_trust_asks_by_its_own_pack(cast: Cast, tmp_path: Path, draft: Make) -> None:
    begun = draft()
    call_command("load_monitoring_form", str(_changed(tmp_path, "2027.1")), trust=cast.trust.name)
    assert packs.asked_in(cast.trust).version == "2026.1"
    call_command(
        "load_monitoring_form", str(_changed(tmp_path, "2027.1")), trust=cast.trust.uid, publish=True
    )
    assert packs.asked_in(cast.trust).version == "2027.1"
    assert draft().pack.version == "2027.1"
    assert MonitoringForm.objects.get(pk=begun.pk).pack.version == "2026.1"
    assert packs.asked_in(cast.foreign_trust).version == "2026.1"
    theirs = forms.start(school=cast.cedar, by=cast.foreign_head)
    assert (theirs.pack.trust, theirs.pack.version) == (cast.foreign_trust, "2026.1")


def test_looking_at_the_empty_form_writes_nothing(cast: Cast, client_of: type[Client]) -> None:
    page = client_of(cast.subject_leader).get(reverse("monitoring_new", args=[cast.alder.urn]))  # type: ignore[arg-type]
    assert b"Begin the form" in page.content
    assert not FormPack.objects.exists()


def test_the_command_prints_what_is_wrong(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "none.yaml"
    path.write_text("key: monitoring-form\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"none\.yaml:1: .*is missing"):
        call_command("load_monitoring_form", str(path), trust=cast.trust.name)
    with pytest.raises(CommandError, match="There is no trust “Nowhere”"):
        call_command("load_monitoring_form", trust="Nowhere")


@pytest.mark.django_db(transaction=True)
def test_packs_and_forms_of_before_survive() -> None:
    """One pack served every trust; a form of each was pinned to it."""
    executor = MigrationExecutor(connection)
    latest = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "monitoring"]
    executor.migrate([("monitoring", "0001_initial")])
    old = executor.loader.project_state([("monitoring", "0001_initial"), *_other_leaves(executor)]).apps
    trusts = [old.get_model("schools", "Trust").objects.create(name=name, uid=name) for name in ("A", "B")]
    person = old.get_model("schools", "Person").objects.create(name="P", email="p@a.example")
    content = spec.load().model_dump(mode="json")
    pack = old.get_model("monitoring", "FormPack").objects.create(
        key=content["key"], edition=content["version"], content=content
    )
    for number, trust in enumerate(trusts):
        school = old.get_model("schools", "School").objects.create(
            trust=trust, urn=900_100 + number, name=f"S{number}", phase="primary"
        )
        old.get_model("monitoring", "MonitoringForm").objects.create(
            school=school, pack=pack, started_by=person, saved_by=person
        )
    try:
        executor.loader.build_graph()
        executor.migrate(latest)
    finally:
        MigrationExecutor(connection).migrate(latest)
    found = MonitoringForm.objects.select_related("pack__trust", "school__trust").order_by("pk")
    assert [form.pack.trust.name for form in found] == ["A", "B"]
    assert all(form.pack.trust == form.school.trust and form.pack.spec == spec.load() for form in found)
    assert FormPack.objects.count() == 2
    assert packs.load_pack(trust=found[0].school.trust, by=None) == found[0].pack


def _other_leaves(executor: MigrationExecutor) -> list[tuple[str, str]]:
    return [node for node in executor.loader.graph.leaf_nodes() if node[0] in {"schools", "riskmatrix"}]
