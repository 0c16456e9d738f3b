"""The look, held to what it promises: contrasts computed, colours that order in grey, nothing inline."""

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from schools.models import Person
from schools.models.trust import DEFAULT_ACCENT
from tests.cast import PASSWORD, Cast

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PACKAGES = ("kit", "schools", "riskmatrix", "monitoring", "support", "governance", "trust_portal")
Rgb = tuple[float, float, float]


def colours(sheet: str) -> dict[str, str]:
    """The colours a style sheet names first: {"ink": "#1b2430", …}."""
    found: dict[str, str] = {}
    for name, value in re.findall(
        r"--([a-z0-9-]+):\s*(#[0-9a-f]{6})\b", (ROOT / "static/css" / sheet).read_text()
    ):
        found.setdefault(name, value)
    return found


TOKENS = colours("tokens.css")
SHADES = [TOKENS[f"shade-{n}"] for n in range(1, 6)]


def linear(colour: str) -> Rgb:
    """The three parts of a colour as light, 0 to 1 (sRGB, IEC 61966-2-1)."""
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return red, green, blue


def luminance(light: Rgb) -> float:
    """Relative luminance, 0 to 1 (WCAG 2.2)."""
    return 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]


def ratio(one: Rgb, other: Rgb) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def contrast(one: str, other: str) -> float:
    return ratio(linear(TOKENS[one]), linear(TOKENS[other]))


# How light reaches eyes that lack one kind of cone: Machado, Oliveira and Fernandes 2009, severity 1.0.
EYES = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.01182, 0.04294, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.3039)),
}  # fmt: skip


def seen(light: Rgb, eyes: str) -> Rgb:
    red, green, blue = (
        min(max(sum(w * p for w, p in zip(row, light, strict=True)), 0.0), 1.0) for row in EYES[eyes]
    )
    return red, green, blue


class TestColours:
    def test_the_sum_agrees_with_known_figures(self) -> None:
        assert ratio(linear("#000000"), linear("#ffffff")) == pytest.approx(21)
        assert ratio(linear("#777777"), linear("#ffffff")) == pytest.approx(4.48, abs=0.005)

    @pytest.mark.parametrize("behind", ["paper", "sheet", "wash"])
    @pytest.mark.parametrize("words", ["ink", "quiet", "accent"])
    def test_words_can_be_read(self, words: str, behind: str) -> None:
        assert contrast(words, behind) >= 4.5

    @pytest.mark.parametrize("step", range(1, 6))
    def test_words_and_shapes_can_be_read_on_every_shade(self, step: int) -> None:
        assert contrast(f"on-shade-{step}", f"shade-{step}") >= 4.5

    def test_words_can_be_read_on_the_accent(self) -> None:
        assert contrast("on-accent", "accent") >= 4.5

    @pytest.mark.parametrize("behind", ["paper", "sheet", "wash"])
    def test_edges_of_fields_and_buttons_can_be_seen(self, behind: str) -> None:
        assert contrast("edge", behind) >= 3

    def test_the_ring_of_focus_can_be_seen(self) -> None:
        """It is two rings, ink and yellow: whatever lies behind, one of them stands out from it."""
        assert contrast("ink", "focus") >= 3
        for behind in ("paper", "sheet", "wash", "accent", *(f"shade-{n}" for n in range(1, 6))):
            assert max(contrast("ink", behind), contrast("focus", behind)) >= 3

    def test_the_shades_darken_as_risk_rises(self) -> None:
        light = [linear(shade) for shade in SHADES]
        assert [round(luminance(one), 4) for one in light] == sorted(
            (round(luminance(one), 4) for one in light), reverse=True
        )
        assert all(ratio(one, other) >= 1.2 for one, other in pairwise(light))

    @pytest.mark.parametrize("eyes", EYES)
    def test_they_do_so_for_every_kind_of_eye(self, eyes: str) -> None:
        light = [seen(linear(shade), eyes) for shade in SHADES]
        assert all(luminance(one) > luminance(other) for one, other in pairwise(light))
        assert all(ratio(one, other) >= 1.15 for one, other in pairwise(light))

    def test_the_accent_before_a_trust_chooses_is_the_one_in_the_settings(self) -> None:
        assert TOKENS["accent"] == DEFAULT_ACCENT

    def test_page_and_print_show_the_four_steps_in_the_same_colours(self) -> None:
        printed = colours("pdf.css")
        steps = [printed[name] for name in ("low", "moderate", "high", "critical")]
        assert steps == [TOKENS[f"shade-{n}"] for n in (1, 2, 4, 5)]


class Inline(HTMLParser):
    """Whatever a page of its own must not carry under the content security policy."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = dict(attrs)
        self.ids += [names["id"] or ""] if "id" in names else []
        if tag == "style" or (tag == "script" and not names.get("src")):
            self.found.append(f"<{tag}>")
        self.found += [f"{tag} {name}" for name in names if name == "style" or name.startswith("on")]
        if (names.get("href") or "").strip().lower().startswith("javascript:"):
            self.found.append(f"{tag} javascript:")


class TestNothingInline:
    @pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
    def test_no_template_carries_style_script_or_unescaped_text(self, path: Path) -> None:
        source = path.read_text()
        assert not re.search(
            r"<style|\sstyle\s*=|\son[a-z]+\s*=|hx-on|javascript:|\bhx-vals=.js:", source, re.I
        )
        assert not re.search(r"<script(?![^>]*\bsrc=)", source)
        assert not re.search(r"\|\s*safe\b|\bautoescape\s+off|\|\s*safeseq", source)

    def test_there_are_templates_to_read(self) -> None:
        assert len(TEMPLATES) > 40

    @pytest.mark.parametrize("package", PACKAGES)
    def test_no_code_calls_text_safe_or_opens_a_form_to_strangers(self, package: str) -> None:
        for path in (ROOT / package).rglob("*.py"):
            assert not re.search(r"mark_safe|csrf_exempt|SafeString\(|SafeText", path.read_text()), path

    def test_a_comment_of_several_lines_is_not_printed(self) -> None:
        """Django's {# #} ends with its line; what is left of a longer one would stand on the page."""
        for path in TEMPLATES:
            for line in path.read_text().splitlines():
                assert line.count("{#") == line.count("#}"), f"{path}: {line}"


@pytest.fixture
def keeper(cast: Cast) -> Person:
    person = cast.trust_administrator
    person.is_staff = True
    person.save(update_fields=["is_staff"])
    return person


class TestGallery:
    def test_to_those_who_do_not_look_after_the_installation_it_does_not_exist(
        self, cast: Cast, client_of
    ) -> None:  # type: ignore[no-untyped-def]
        for person in (cast.trust_administrator, cast.chief_executive, cast.headteacher, cast.governor):
            assert client_of(person).get("/staff/gallery/").status_code == 404

    def test_a_stranger_is_asked_to_sign_in(self, db: None) -> None:
        answer = Client().get("/staff/gallery/")
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/accounts/login/")

    def test_every_component_is_on_show(self, keeper: Person, client_of) -> None:  # type: ignore[no-untyped-def]
        answer = client_of(keeper).get("/staff/gallery/")
        assert answer.status_code == 200
        shown = {template.name for template in answer.templates if template.name}
        made = {f"components/{path.name}" for path in (ROOT / "templates/components").glob("*.html")}
        # messages.html shows with something to say and is shown by hand; confirm.html is a page round its body.
        assert made - shown == {"components/confirm.html"}

    def test_the_page_is_sound(self, keeper: Person, client_of) -> None:  # type: ignore[no-untyped-def]
        page = Inline(client_of(keeper).get("/staff/gallery/").content.decode())
        assert page.found == []
        assert len(page.ids) == len(set(page.ids)), sorted({i for i in page.ids if page.ids.count(i) > 1})

    def test_every_step_of_every_scale_is_there(self, keeper: Person, client_of) -> None:  # type: ignore[no-untyped-def]
        html = client_of(keeper).get("/staff/gallery/").content.decode()
        for css in (*(f"shade-{n}" for n in range(1, 6)), "is-unrated", "is-not_applicable", "is-suppressed"):
            assert f'class="risk {css}"' in html
            assert f'class="heat {css}"' in html or css == "shade-3"


class TestDoorway:
    def test_a_wrong_password_is_said_at_the_top_and_keeps_the_address(self, cast: Cast) -> None:
        data = {"login": cast.headteacher.email, "password": "wrong"}
        html = Client().post("/accounts/login/", data).content.decode()
        assert "<title>Error: Sign in – Trust Portal</title>" in html
        assert "data-error-summary" in html
        assert f'value="{cast.headteacher.email}"' in html
        assert "wrong" not in html

    def test_a_known_and_an_unknown_address_get_the_same_answer(self, cast: Cast, mailoutbox) -> None:  # type: ignore[no-untyped-def]
        pages = [
            Client().post("/accounts/password/reset/", {"email": email}, follow=True).content
            for email in (cast.headteacher.email, "nobody@example.org")
        ]
        assert pages[0] == pages[1]

    def test_the_letter_suits_a_first_visit_and_a_forgotten_password(self, cast: Cast, mailoutbox) -> None:  # type: ignore[no-untyped-def]
        mailoutbox.clear()
        Client().post("/accounts/password/reset/", {"email": cast.headteacher.email})
        (letter,) = mailoutbox
        assert letter.subject == "Choose your password for the Trust Portal"
        assert "new to the portal or have forgotten" in letter.body
        assert f"Dear {cast.headteacher.name}," in letter.body
        link = next(line for line in letter.body.splitlines() if "/accounts/password/reset/key/" in line)
        visitor = Client()
        page = visitor.get(link.removeprefix(settings.BASE_URL), follow=True)
        assert b"<h1>Choose your password</h1>" in page.content
        chosen = {"password1": "three quiet words", "password2": "three quiet words"}
        done = visitor.post(page.request["PATH_INFO"], chosen, follow=True)
        assert b"<h1>Your password is saved</h1>" in done.content
        again = Client().get(link.removeprefix(settings.BASE_URL), follow=True)
        assert b"<h1>This link no longer works</h1>" in again.content

    def test_a_closed_account_is_told_so(self, cast: Cast) -> None:
        cast.governor.is_active = False
        cast.governor.save(update_fields=["is_active"])
        data = {"login": cast.governor.email, "password": PASSWORD}
        answer = Client().post("/accounts/login/", data, follow=True)
        assert b"<h1>Your account is closed</h1>" in answer.content

    def test_absent_and_foreign_pages_answer_with_the_same_words(self, cast: Cast, client_of) -> None:  # type: ignore[no-untyped-def]
        client = client_of(cast.headteacher)
        absent, foreign = (client.get(f"/schools/{urn}/") for urn in (999999, cast.cedar.urn))
        assert (absent.status_code, foreign.status_code) == (404, 404)
        strip = re.compile(rb'value="[A-Za-z0-9]{64}"')
        assert strip.sub(b"", absent.content) == strip.sub(b"", foreign.content)

    def test_the_statement_is_open_to_everybody(self, db: None) -> None:
        assert Client().get("/accessibility").status_code == 200
