"""Bringing a pack into the portal as a framework of a trust, and freezing it."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.db import transaction

from kit import clock
from kit.packs import Finding
from kit.refusals import Refusal, Refused, require
from riskmatrix.models import Criterion, Framework, Kpi, ScaleStep
from riskmatrix.spec import FrameworkSpec, load
from schools import audit
from schools.access.permissions import Permission
from schools.access.roles import roles_with
from schools.models import Person, Trust

PACKS = Path(__file__).resolve().parent.parent / "packs"


def load_pack(*, path: Path | str, trust: Trust, by: Person | None) -> Framework:
    """Read a pack file and keep it as a draft of ``trust``.

    :raises riskmatrix.spec.PackError: naming file, line and remedy; nothing is written.
    :raises Refused: when this version has been published with other contents.
    """
    return keep(spec=load(path, _moderators_exist), trust=trust, by=by)


@transaction.atomic
def keep(*, spec: FrameworkSpec, trust: Trust, by: Person | None) -> Framework:
    """Keep ``spec`` as a draft; the same contents again change nothing, a draft is replaced.

    :raises Refused: when this version has been published with other contents: a change is a new version; when a
        strand's moderator is no role that moderates.
    """
    for finding in _moderators_exist(spec):
        require(Refusal("no-such-moderator", f"{finding.sentence} {finding.remedy}"))
    document = spec.model_dump_json()
    fingerprint = hashlib.sha256(document.encode()).hexdigest()
    there = Framework.objects.filter(trust=trust, key=spec.key, version=spec.version).first()
    if there is not None and there.fingerprint == fingerprint:
        return there
    if there is not None and there.published_at:
        raise Refused(
            Refusal(
                "published",
                f"Version {spec.version} is published and frozen. Give the changed pack a new version.",
            )
        )
    if there is not None:
        there.delete()
    framework = Framework.objects.create(
        trust=trust,
        key=spec.key,
        version=spec.version,
        title=spec.title,
        author=spec.author,
        checker=spec.checker,
        next_review=spec.next_review,
        document=document,
        fingerprint=fingerprint,
    )
    _lay_out_rows(framework)
    audit.record(
        by=by,
        verb="loaded framework",
        thing=framework,
        trust=trust,
        after={"version": spec.version, "fingerprint": fingerprint},
    )
    return framework


def _moderators_exist(spec: FrameworkSpec) -> Iterator[Finding]:
    """A strand that no role can moderate would never be finished."""
    able = {role.value for role in roles_with(Permission.MODERATE)}
    for number, strand in enumerate(spec.strands):
        if strand.moderator not in able:
            yield Finding(
                ("strands", number, "moderator"),
                f"The strand “{strand.title}” is to be moderated by `{strand.moderator}`, which is no role that "
                "moderates.",
                f"Use one of {', '.join(sorted(able))}.",
            )


def _lay_out_rows(framework: Framework) -> None:
    spec = framework.spec
    ScaleStep.objects.bulk_create(
        ScaleStep(framework=framework, code=step.code, label=step.label, position=number)
        for number, step in enumerate(spec.scale.steps, 1)
    )
    position = 0
    for number, criterion in enumerate(spec.criteria, 1):
        row = Criterion.objects.create(
            framework=framework, code=criterion.code, title=criterion.title, position=number
        )
        for kpi in criterion.kpis:
            position += 1
            Kpi.objects.create(criterion=row, code=kpi.code, title=kpi.title, position=position)


@transaction.atomic
def publish(*, framework: Framework, by: Person | None) -> Framework:
    """Freeze a framework: from now on new evaluations of the trust are made by it."""
    if framework.published_at is None:
        framework.published_at, framework.published_by = clock.now(), by
        framework.save(update_fields=["published_at", "published_by"])
        audit.record(
            by=by,
            verb="published framework",
            thing=framework,
            trust=framework.trust,
            after={"version": framework.version},
        )
    return framework
