"""A version as the pack file that brings it in again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse

from kit.packs import dump


def pack_file(row: Any) -> HttpResponse:
    """:param row: a version with its ``spec``, ``key`` and ``version``."""
    answer = HttpResponse(dump(row.spec), content_type="application/yaml; charset=utf-8")
    name = "".join(each if each.isalnum() or each in ".-" else "-" for each in f"{row.key}-{row.version}")
    answer["Content-Disposition"] = f'attachment; filename="{name.encode("ascii", "replace").decode()}.yaml"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
