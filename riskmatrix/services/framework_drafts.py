"""The draft of a version: begun, changed in its place, thrown away. Publishing stands beside loading."""

from __future__ import annotations

from django.db import transaction

from kit.drafting import cleaned, differences
from kit.packs import Faulty
from kit.refusals import Refusal, require
from riskmatrix import rules_frameworks
from riskmatrix.drafting import checked, plain
from riskmatrix.drafting.crosswalk import begun
from riskmatrix.models import Framework
from riskmatrix.services.frameworks import (
    checks_for,
    keep,
    moderators_exist,
    put_in_place,
)
from riskmatrix.spec import FrameworkSpec, PackError, loads
from schools import audit, pack_rules
from schools.models import Person, Trust
from schools.services import packs

LONGEST_PACK = 400_000


@transaction.atomic
def begin(*, trust: Trust, version: str, by: Person) -> Framework:
    """Begin a draft from the version in force.

    :raises Refused: ``not-yours``, ``nothing-in-force``, ``version-taken``.
    """
    require(rules_frameworks.may_draft(by, trust))
    in_force = Framework.objects.in_force(trust)
    if in_force is None:
        require(Refusal("nothing-in-force", "No framework is in force yet. Begin from a pack file."))
        raise AssertionError("unreachable")  # pragma: no cover
    require(pack_rules.version_is_free(Framework, trust, in_force.key, version))
    data = {**plain(in_force.spec), "version": version}
    begun(data, in_force.spec)
    return keep(spec=checked(data), trust=trust, by=by)


@transaction.atomic
def revise(*, framework: Framework, spec: FrameworkSpec, seen: str, by: Person) -> Framework:
    """Make ``spec`` what the draft says. Its row stays the same one.

    :param seen: the fingerprint of the draft that ``spec`` was made from.
    :raises Refused: ``not-yours``, ``published``, ``other-key``, ``version-taken``, ``no-such-moderator``.
    :raises kit.saving.Conflict: when somebody else saved the draft since; nothing is written.
    """
    require(rules_frameworks.may_edit(by, framework))
    if spec.key != framework.key:
        require(Refusal("other-key", "A draft stays a version of its framework. Its key cannot be changed."))
    require(moderators_exist(spec))
    require(pack_rules.version_is_free(Framework, framework.trust, spec.key, spec.version, but=framework))
    before = framework.spec
    if seen == framework.fingerprint and spec == before:
        return framework
    framework = put_in_place(framework, spec, seen=seen)
    was, is_ = differences(before, spec)
    audit.record(
        by=by, verb="changed framework", thing=framework, trust=framework.trust, before=was, after=is_
    )
    return framework


@transaction.atomic
def discard(*, framework: Framework, seen: str, by: Person) -> None:
    """Throw a draft away. What it said stays in the audit.

    :param seen: the fingerprint of the draft that was looked at.
    :raises Refused: ``not-yours``, ``published``.
    :raises kit.saving.Conflict: when somebody else saved the draft since; nothing is written.
    """
    require(rules_frameworks.may_edit(by, framework))
    packs.throw_away(framework, verb="discarded framework", seen=seen, by=by)


def read_pack(*, text: str, name: str, trust: Trust) -> FrameworkSpec:
    """The framework that the text of a pack file says, for the dry run of an upload.

    :raises riskmatrix.spec.PackError: with every finding as ``name:line: what is wrong. What to do.``
    """
    if len(text) > LONGEST_PACK:
        raise PackError(
            [f"{name}:1: {len(text):,} characters are more than any framework has. Choose another file."]
        )
    spec = loads(text, name, checks_for(trust))
    try:
        return checked(cleaned(plain(spec)))
    except Faulty as faulty:
        raise PackError([f"{name}:1: {each.sentence} {each.remedy}" for each in faulty.findings]) from faulty


@transaction.atomic
def take_in(*, spec: FrameworkSpec, trust: Trust, by: Person) -> Framework:
    """Keep an uploaded framework as a new draft; a draft that somebody may be working on is not replaced by it.

    :raises Refused: ``not-yours``, ``version-taken``, ``no-such-moderator``.
    """
    require(rules_frameworks.may_draft(by, trust))
    require(pack_rules.version_is_free(Framework, trust, spec.key, spec.version))
    return keep(spec=spec, trust=trust, by=by)
