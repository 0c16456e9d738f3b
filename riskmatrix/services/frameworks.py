"""Bringing a pack into the portal as a framework of a trust, and freezing it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from kit.packs import Finding
from kit.refusals import Refusal, require
from riskmatrix import crosswalk_checks, rules_frameworks
from riskmatrix.models import Criterion, Framework, Kpi, ScaleStep
from riskmatrix.spec import Checks, FrameworkSpec, load
from schools import audit, pack_rules
from schools.models import Person, Trust
from schools.services import packs

PACKS = Path(__file__).resolve().parent.parent / "packs"


def load_pack(*, path: Path | str, trust: Trust, by: Person | None) -> Framework:
    """Read a pack file and keep it as a draft of ``trust``.

    :param by: None for the installation itself (a command).
    :raises riskmatrix.spec.PackError: naming file, line and remedy; nothing is written.
    :raises Refused: ``not-yours``; ``published`` when this version has been published with other contents.
    """
    spec = load(path)
    checks = checks_for(trust)
    if list(checks(spec)):
        load(path, checks)  # once more, for the lines
    return keep(spec=spec, trust=trust, by=by)


def checks_for(trust: Trust) -> Checks:
    """What only the portal can ask of a pack: a crosswalk that fits the versions there are, and moderators."""
    earlier = [row.spec for row in Framework.objects.filter(trust=trust).published()]

    def checks(spec: FrameworkSpec) -> Iterator[Finding]:
        yield from crosswalk_checks.faults(earlier, spec)
        yield from rules_frameworks.strands_without_moderators(spec)

    return checks


@transaction.atomic
def keep(*, spec: FrameworkSpec, trust: Trust, by: Person | None) -> Framework:
    """Keep ``spec`` as a draft; the same contents again change nothing, a draft is replaced in its place.

    :raises Refused: ``not-yours``; ``published`` when this version has been published with other contents: a change
        is a new version; ``no-such-moderator`` when a strand's moderator is no role that moderates.
    """
    if by is not None:
        require(rules_frameworks.may_draft(by, trust))
    require(moderators_exist(spec))
    Trust.objects.select_for_update().get(pk=trust.pk)
    there = Framework.objects.filter(trust=trust, key=spec.key, version=spec.version).first()
    # The specs are compared, not their texts: a later release of the portal may write the same contents otherwise.
    if there is not None and there.spec == spec:
        return there
    if there is not None:
        require(pack_rules.is_draft(there))
        framework = put_in_place(there, spec, seen=there.fingerprint)
    else:
        framework = Framework.objects.create(trust=trust, key=spec.key, **packs.columns_of(spec))
        lay_out_rows(framework)
    after = {"version": spec.version, "fingerprint": framework.fingerprint}
    audit.record(by=by, verb="loaded framework", thing=framework, trust=trust, after=after)
    return framework


def put_in_place(framework: Framework, spec: FrameworkSpec, *, seen: str) -> Framework:
    """Make ``spec`` what a draft says, in its row.

    :raises kit.saving.Conflict: when the draft's fingerprint is not ``seen``, or it has been published.
    """
    framework = packs.put_in_place(framework, spec, seen=seen)
    framework.steps.all().delete()
    framework.criteria.all().delete()
    lay_out_rows(framework)
    return framework


def moderators_exist(spec: FrameworkSpec) -> Refusal | None:
    for found in rules_frameworks.strands_without_moderators(spec):
        return Refusal("no-such-moderator", f"{found.sentence} {found.remedy}")
    return None


def lay_out_rows(framework: Framework) -> None:
    """The steps, criteria and KPIs of the document as rows; nothing points to those of a draft."""
    spec = framework.spec
    ScaleStep.objects.bulk_create(
        ScaleStep(framework=framework, code=step.code, label=step.label, position=number)
        for number, step in enumerate(spec.scale.steps, 1)
    )
    criteria = Criterion.objects.bulk_create(
        Criterion(framework=framework, code=criterion.code, title=criterion.title, position=number)
        for number, criterion in enumerate(spec.criteria, 1)
    )
    rows = {row.code: row for row in criteria}
    Kpi.objects.bulk_create(
        Kpi(criterion=rows[criterion.code], code=kpi.code, title=kpi.title, position=number)
        for number, (criterion, kpi) in enumerate(spec.kpis(), 1)
    )


@transaction.atomic
def publish(*, framework: Framework, by: Person | None) -> Framework:
    """Freeze a framework: from now on new evaluations of the trust are made by it. Running ones keep theirs.

    :raises Refused: ``not-yours``; ``crosswalk`` or ``no-crosswalk`` when it does not say what became of the KPIs of
        the version in force.
    :raises kit.saving.Conflict: when somebody changed the draft after ``framework`` was read.
    """
    if framework.published_at is not None:
        return framework
    if by is not None:
        require(rules_frameworks.may_draft(by, framework.trust))
    Trust.objects.select_for_update().get(pk=framework.trust_id)
    in_force = Framework.objects.in_force(framework.trust)
    require(rules_frameworks.says_what_became_of_kpis(framework.spec, in_force.spec if in_force else None))
    framework = packs.publish_as_read(framework, by=by)
    audit.record(
        by=by,
        verb="published framework",
        thing=framework,
        trust=framework.trust,
        after={"version": framework.version},
    )
    return framework
