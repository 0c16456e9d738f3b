"""One world for all walks: it takes as long to make as to walk through it once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest

from kit import pdf
from tests.house.world import World, built, nothing_is_printed


@pytest.fixture(scope="package")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with mock.patch("kit.pdf.render", remembered(pdf.render)), built(django_db_blocker.unblock) as made:
        yield made


@pytest.fixture(scope="module")
def unprinted(world: World) -> Iterator[None]:
    """Where only rights are asked, a few bytes stand for each PDF."""
    with nothing_is_printed():
        yield


def remembered(render: Callable[..., bytes]) -> Callable[..., bytes]:
    """The same document is drawn once, however many people ask for it."""
    drawn: dict[str, bytes] = {}

    def render_once(html: str, **more: Any) -> bytes:
        if html not in drawn:
            drawn[html] = render(html, **more)
        return drawn[html]

    return render_once
