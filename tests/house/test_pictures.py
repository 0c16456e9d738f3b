"""Every picture that a page shows is there, and is taken by the journey: none can grow old unnoticed."""

from __future__ import annotations

import re
from pathlib import Path

from scripts.pictures import IMAGES, JOURNEY, renew
from tests.house.production import ROOT

PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/**/*.md"))]


def taken() -> set[str]:
    """The names of the files that the journey writes."""
    names = re.findall(r'look\(page, "([a-z-]+)"\)', (ROOT / JOURNEY).read_text())
    return {f"{name}{size}.png" for name in names for size in ("", "-phone")}


def shown() -> dict[Path, str]:
    """Each picture that a page shows, and the page."""
    return {
        (page.parent / path).resolve(): page.name
        for page in PAGES
        for path in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", page.read_text())
    }


def test_every_picture_that_is_shown_is_taken_by_the_journey() -> None:
    assert shown()
    for picture, page in shown().items():
        assert picture.exists(), f"{page} shows {picture.name}, which is not there."
        assert picture.name in taken(), f"{page} shows {picture.name}, which no test takes."


def test_no_picture_lies_about_that_nobody_shows() -> None:
    assert {path.resolve() for path in (ROOT / IMAGES).glob("*.png")} == shown().keys()


def test_what_was_taken_replaces_what_is_shown_and_the_rest_is_named(tmp_path: Path) -> None:
    new, old = tmp_path / "new", tmp_path / "old"
    for folder, names in ((new, ("plan", "report")), (old, ("plan", "lost"))):
        folder.mkdir()
        for name in names:
            (folder / f"{name}.png").write_text(folder.name)
    assert renew(new, old) == ["lost.png"]
    assert {path.name: path.read_text() for path in old.iterdir()} == {"plan.png": "new", "lost.png": "old"}
