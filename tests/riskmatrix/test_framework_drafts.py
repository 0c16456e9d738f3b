"""The draft of a version: begun, changed in its place by two people, published, thrown away."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction

from kit.refusals import Refused
from kit.saving import Conflict
from riskmatrix.drafting import checked, plain, reach
from riskmatrix.models import Framework, Kpi
from riskmatrix.rules_frameworks import may_publish
from riskmatrix.services import framework_drafts as service
from riskmatrix.services.frameworks import keep, load_pack, publish
from riskmatrix.spec import FrameworkSpec, PackError, dump, load, loads
from schools.models import AuditEntry, Person
from tests.cast import Cast
from tests.riskmatrix.versions import FOLDER, HARBOUR, HARBOUR_NEXT, harbour

OLD, NEW = harbour()
TRUST_PACK = FOLDER.parents[2] / "riskmatrix/packs/trust-risk-matrix.yaml"


@pytest.fixture
def in_force(cast: Cast) -> Framework:
    row = load_pack(path=HARBOUR, trust=cast.trust, by=cast.trust_administrator)
    return publish(framework=row, by=cast.trust_administrator)


@pytest.fixture
def draft(cast: Cast, in_force: Framework) -> Framework:
    return service.begin(trust=cast.trust, version="2", by=cast.head_of_school_improvement)


def retitled(spec: FrameworkSpec, title: str) -> FrameworkSpec:
    return spec.model_copy(update={"title": title})


def refused(verb: Any, **arguments: Any) -> str:
    with pytest.raises(Refused) as refusal:
        verb(**arguments)
    return refusal.value.refusal.code


def test_a_draft_begins_as_the_version_in_force_stands(cast: Cast, draft: Framework) -> None:
    assert draft.published_at is None
    assert draft.spec.crosswalk[0].from_version == "1"
    same = draft.spec.model_copy(update={"version": "1", "crosswalk": ()})
    assert same == OLD
    assert Framework.objects.in_force(cast.trust).spec == OLD
    by = cast.trust_administrator
    assert refused(service.begin, trust=cast.trust, version="2", by=by) == "version-taken"
    assert refused(service.begin, trust=cast.foreign_trust, version="2", by=by) == "not-yours"
    mine = cast.foreign_administrator
    assert refused(service.begin, trust=cast.foreign_trust, version="2", by=mine) == "nothing-in-force"


def test_it_is_changed_in_its_place_and_written_down(cast: Cast, draft: Framework) -> None:
    data = plain(draft.spec)
    data["criteria"][0]["kpis"][2]["title"] = "Clubs for all"
    by = cast.trust_administrator
    row = service.revise(framework=draft, spec=checked(data), seen=draft.fingerprint, by=by)
    assert (row.pk, Framework.objects.count()) == (draft.pk, 2)
    assert Kpi.objects.get(criterion__framework=row, code="clubs").title == "Clubs for all"
    assert [k.position for k in Kpi.objects.filter(criterion__framework=row)] == list(range(1, 8))
    entry = AuditEntry.objects.filter(verb="changed framework").get()
    place = "criteria › classroom › kpis › clubs › title"
    assert (entry.by, entry.before, entry.after) == (by, {place: "Clubs"}, {place: "Clubs for all"})

    service.revise(framework=row, spec=row.spec, seen=row.fingerprint, by=by)
    assert AuditEntry.objects.filter(verb="changed framework").count() == 1


def test_of_two_people_the_second_to_save_is_told(cast: Cast, draft: Framework) -> None:
    theirs, mine = Framework.objects.get(pk=draft.pk), Framework.objects.get(pk=draft.pk)
    seen = draft.fingerprint
    service.revise(framework=theirs, spec=retitled(theirs.spec, "Theirs"), seen=seen, by=cast.chief_executive)
    with pytest.raises(Conflict) as conflict:
        service.revise(
            framework=mine, spec=retitled(mine.spec, "Mine"), seen=seen, by=cast.trust_administrator
        )
    assert conflict.value.current.title == "Theirs"
    assert Framework.objects.get(pk=draft.pk).spec.title == "Theirs"
    with pytest.raises(Conflict):
        service.discard(framework=mine, seen=seen, by=cast.trust_administrator)
    stale = Framework(**{f.attname: getattr(draft, f.attname) for f in Framework._meta.concrete_fields})
    with pytest.raises(Conflict):
        publish(framework=stale, by=cast.trust_administrator)
    assert Framework.objects.get(pk=draft.pk).published_at is None


@pytest.mark.parametrize("who", ["headteacher", "improvement_adviser", "trustee", "foreign_administrator"])
def test_only_those_with_the_right_in_this_trust(cast: Cast, draft: Framework, who: str) -> None:
    by: Person = getattr(cast, who)
    spec = retitled(draft.spec, "Mine now")
    for verb, arguments in (
        (service.revise, {"framework": draft, "spec": spec, "seen": draft.fingerprint}),
        (service.discard, {"framework": draft, "seen": draft.fingerprint}),
        (service.take_in, {"spec": OLD.model_copy(update={"version": "9"}), "trust": cast.trust}),
        (publish, {"framework": draft}),
        (keep, {"spec": OLD.model_copy(update={"version": "9"}), "trust": cast.trust}),
    ):
        assert refused(verb, by=by, **arguments) == "not-yours"
    assert Framework.objects.filter(trust=cast.trust).count() == 2


def test_what_is_published_is_frozen(cast: Cast, draft: Framework) -> None:
    by = cast.trust_administrator
    publish(framework=draft, by=by)
    spec = retitled(draft.spec, "Later")
    assert refused(service.revise, framework=draft, spec=spec, seen=draft.fingerprint, by=by) == "published"
    assert refused(service.discard, framework=draft, seen=draft.fingerprint, by=by) == "published"
    stale = Framework.objects.get(pk=draft.pk)
    stale.published_at = None  # as somebody's page has it that was made before
    with pytest.raises(Conflict):
        service.revise(framework=stale, spec=spec, seen=draft.fingerprint, by=by)


def test_it_stays_a_version_of_its_framework_with_a_name_of_its_own(cast: Cast, draft: Framework) -> None:
    by, seen = cast.trust_administrator, draft.fingerprint
    other = draft.spec.model_copy(update={"key": "another"})
    assert refused(service.revise, framework=draft, spec=other, seen=seen, by=by) == "other-key"
    same = draft.spec.model_copy(update={"version": "1", "crosswalk": ()})
    assert refused(service.revise, framework=draft, spec=same, seen=seen, by=by) == "version-taken"
    strand = draft.spec.strands[0].model_copy(update={"moderator": "headteacher"})
    nobody = draft.spec.model_copy(update={"strands": (strand, draft.spec.strands[1])})
    assert refused(service.revise, framework=draft, spec=nobody, seen=seen, by=by) == "no-such-moderator"


def test_nothing_is_changed_when_it_cannot_be_written_down(
    cast: Cast, draft: Framework, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise RuntimeError("no ink")

    monkeypatch.setattr("schools.audit.record", broken)
    with pytest.raises(RuntimeError), transaction.atomic():
        service.revise(
            framework=draft,
            spec=retitled(draft.spec, "X title"),
            seen=draft.fingerprint,
            by=cast.chief_executive,
        )
    assert Framework.objects.get(pk=draft.pk).spec.title == OLD.title


def test_a_version_that_does_not_say_what_became_of_kpis_is_not_published(
    cast: Cast, in_force: Framework
) -> None:
    by = cast.trust_administrator
    silent = keep(spec=NEW.model_copy(update={"crosswalk": ()}), trust=cast.trust, by=by)
    assert refused(publish, framework=silent, by=by) == "no-crosswalk"
    assert may_publish(by, silent, OLD) is not None
    changes = tuple(change for change in NEW.crosswalk[0].changes if change.kind != "dropped")
    half = NEW.model_copy(update={"crosswalk": (NEW.crosswalk[0].model_copy(update={"changes": changes}),)})
    told = keep(spec=half, trust=cast.trust, by=by)
    assert refused(publish, framework=told, by=by) == "crosswalk"
    whole = keep(spec=NEW, trust=cast.trust, by=by)
    assert publish(framework=whole, by=by).published_at is not None


def test_a_pack_is_checked_against_the_versions_there_are(
    cast: Cast, in_force: Framework, tmp_path: Any
) -> None:
    text = HARBOUR_NEXT.read_text(encoding="utf-8").replace("before: [clubs]", "before: [teams]")
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as error:
        load_pack(path=wrong, trust=cast.trust, by=cast.trust_administrator)
    assert any("Version 1 had no KPI `teams`" in finding for finding in error.value.findings)
    assert any("`clubs`" in finding for finding in error.value.findings)
    # To a trust that never had version 1 the same file has nothing to contradict.
    assert load_pack(path=wrong, trust=cast.foreign_trust, by=cast.foreign_administrator).pk


def test_the_same_contents_in_another_writing_are_the_same_version(cast: Cast, in_force: Framework) -> None:
    """A later release may write a document otherwise, with a default more; the contents decide."""
    Framework.objects.create(
        trust=cast.foreign_trust, key=OLD.key, version=OLD.version, title=OLD.title, author=OLD.author,
        checker=OLD.checker, next_review=OLD.next_review, published_at=in_force.published_at,
        document=OLD.model_dump_json(exclude_defaults=True), fingerprint="written by an earlier release",
    )  # fmt: skip
    by = cast.foreign_administrator
    kept = keep(spec=OLD, trust=cast.foreign_trust, by=by)
    assert kept.fingerprint == "written by an earlier release"
    assert refused(keep, spec=retitled(OLD, "Otherwise"), trust=cast.foreign_trust, by=by) == "published"


def test_an_uploaded_pack_is_no_way_round_somebodys_draft(cast: Cast, draft: Framework) -> None:
    spec = OLD.model_copy(update={"version": "2"})
    assert (
        refused(service.take_in, spec=spec, trust=cast.trust, by=cast.trust_administrator) == "version-taken"
    )
    third = OLD.model_copy(update={"version": "3"})
    assert service.take_in(spec=third, trust=cast.trust, by=cast.trust_administrator).published_at is None


def test_a_pack_that_spells_out_odd_characters_is_cleaned(cast: Cast) -> None:
    text = HARBOUR.read_text(encoding="utf-8").replace(
        "title: Harbour assurance review", 'title: "Harbour \\u202Eassurance\\u0000 review"'
    )
    spec = service.read_pack(text=text, name="pack.yaml", trust=cast.trust)
    assert spec.title == "Harbour assurance review"
    nobody = text.replace("moderator: chief_financial_officer", "moderator: headteacher")
    with pytest.raises(PackError, match=r"pack.yaml:\d+: The strand “Running the school” is to be moderated"):
        service.read_pack(text=nobody, name="pack.yaml", trust=cast.trust)
    with pytest.raises(PackError, match="more than any framework has"):
        service.read_pack(text="x" * 400_001, name="pack.yaml", trust=cast.trust)


def test_a_draft_that_is_thrown_away_stays_in_the_audit(cast: Cast, draft: Framework) -> None:
    seen, document = draft.fingerprint, draft.document
    service.discard(framework=draft, seen=seen, by=cast.trust_administrator)
    assert Framework.objects.filter(trust=cast.trust).count() == 1
    assert AuditEntry.objects.get(verb="discarded framework").before["document"] == document


@pytest.mark.parametrize("spec", [OLD, NEW, load(TRUST_PACK)], ids=["first", "next", "trust"])
def test_a_pack_file_written_out_and_read_in_again_is_equal(spec: FrameworkSpec) -> None:
    assert loads(dump(spec)) == spec


def test_what_people_type_survives_the_way_through_a_pack_file() -> None:
    data = plain(OLD)
    reach(data, ("criteria", 0, "kpis", 0))["question"] = (
        "# - “yes”: {no} & *never* 'so' \\ <b>null</b> 100% ~ 日本語 ?"
    )
    data["notes"] = [
        "A first long line " * 12 + "of a note, ending in a colon:",
        "- a second, with  two spaces " * 9,
    ]
    data["summary"] = "yes " * 60 + "no"
    spec = checked(data)
    assert loads(dump(spec)) == spec
