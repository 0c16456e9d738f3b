"""Twenty-odd ways for a document to reach for a file or an address: none gets there, each ends the drawing.

Each way is tried twice: by WeasyPrint as it comes, to show that the way is real, and through our door.
"""

import base64
import struct
import threading
import zlib
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import weasyprint

from kit.pdf.assets import house_assets
from kit.pdf.errors import PdfError
from kit.pdf.fetcher import DATA_LIMIT, PIXEL_LIMIT
from kit.pdf.layout import lay_out
from tests.kit.pdf_sample import ABOUT

SECRET = "planted-canary-words"


def svg(inner: str) -> str:
    text = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{inner}</svg>'
    return "data:image/svg+xml;base64," + base64.b64encode(text.encode()).decode()


# name -> (document with {url}, whether WeasyPrint as it comes makes a request for it)
WAYS = {
    "img": ("<img alt=x src='{url}'>", True),
    "img srcset": ("<img alt=x src='{url}' srcset='{url} 2x'>", True),
    "style sheet": ("<link rel=stylesheet href='{url}'>", True),
    "@import": ("<style>@import '{url}';</style>", True),
    "@import url()": ("<style>@import url({url});</style>", True),
    "background": ("<style>p {{ background: url({url}) }}</style>", True),
    "style attribute": ("<p style='background: url({url})'>x", True),
    "@page background": ("<style>@page {{ background: url({url}) }}</style>", True),
    "margin box": ("<style>@page {{ @top-left {{ content: url({url}) }} }}</style>", True),
    "font": ("<style>@font-face {{ font-family: x; src: url({url}) }} p {{ font-family: x }}</style>", True),
    "content": ("<style>p::before {{ content: url({url}) }}</style>", True),
    "list bullet": ("<style>li {{ list-style-image: url({url}) }}</style><ul><li>x</ul>", True),
    "border image": ("<style>p {{ border: 5px solid; border-image: url({url}) 1 }}</style>", True),
    "colour profile": ("<style>@color-profile --x {{ src: url({url}) }}</style>", True),
    "attachment": ("<link rel=attachment href='{url}'>", True),
    "attached link": ("<a rel=attachment href='{url}'>x</a>", True),
    "object": ("<object data='{url}'>x</object>", True),
    "embed": ("<embed src='{url}'>", True),
    "inline svg image": ("<svg width=9 height=9><image href='{url}' width=9 height=9></svg>", True),
    "inline svg use": ("<svg width=9 height=9><use href='{url}#x'/></svg>", False),
    "svg file with image": ("<img alt=x src='{svg_image}'>", True),
    "svg file with xlink": ("<img alt=x src='{svg_xlink}'>", True),
    "svg file with style sheet": ("<img alt=x src='{svg_style}'>", False),
    "base": ("<base href='{base}'><p>x", False),
    "base and relative img": ("<base href='{base}'><img alt=x src='{name}'>", True),
    "frame": ("<iframe src='{url}'></iframe>", False),
    "video poster": ("<video poster='{url}'></video>", False),
    "script": ("<script src='{url}'></script>", False),
}


def document(way: str, url: str) -> str:
    base, _, name = url.rpartition("/")
    body = WAYS[way][0].format(
        url=url,
        base=base + "/",
        name=name,
        svg_image=svg(f'<image href="{url}" width="9" height="9"/>'),
        svg_xlink=svg(f'<image xlink:href="{url}" width="9" height="9"/>'),
        svg_style=svg(f'<style>@import "{url}";</style><rect width="9" height="9"/>'),
    )
    return f"<html lang=en-GB><title>t</title><body>{body}<p>words"


class Canary:
    """A server that counts who comes."""

    def __init__(self) -> None:
        canary = self
        self.hits = 0

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                canary.hits += 1
                self.send_response(200)
                self.end_headers()
                self.wfile.write(SECRET.encode())

            def log_message(self, *_: Any) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/canary.svg"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()


@pytest.fixture(scope="module")
def canary() -> Iterator[Canary]:
    canary = Canary()
    yield canary
    canary.server.shutdown()
    canary.server.server_close()


def draw(html: str, assets: dict[str, bytes] | None = None) -> bytes:
    return lay_out(html, **ABOUT, assets=assets or {})


@pytest.mark.parametrize("way", WAYS)
def test_no_way_out(way: str, canary: Canary) -> None:
    before = canary.hits
    with suppress(Exception):  # only the visit matters
        weasyprint.HTML(string=document(way, canary.url)).write_pdf()
    visited = canary.hits > before
    assert visited == WAYS[way][1], "the control: what this way does when nobody guards it"

    before = canary.hits
    with pytest.raises(PdfError):
        draw(document(way, canary.url))
    assert canary.hits == before


@pytest.mark.parametrize("way", WAYS)
def test_no_file_gets_in(way: str, tmp_path: Path) -> None:
    secret = tmp_path / "canary.svg"
    secret.write_text(f"<svg xmlns='http://www.w3.org/2000/svg'><text>{SECRET}</text></svg>")
    with pytest.raises(PdfError):
        draw(document(way, secret.as_uri()))


def test_an_unguarded_drawing_does_embed_a_file(tmp_path: Path) -> None:
    """The control for the test above."""
    secret = tmp_path / "canary.svg"
    secret.write_text(SECRET)
    pdf = weasyprint.HTML(string=document("attachment", secret.as_uri())).write_pdf()
    target = tmp_path / "out.pdf"
    target.write_bytes(pdf)
    with pikepdf.open(target) as opened:
        assert SECRET.encode() in [file.get_file().read_bytes() for file in opened.attachments.values()]


@pytest.mark.parametrize(
    "address",
    [
        "canary.svg",
        "/etc/hostname",
        "//example.org/x.png",
        "ftp://127.0.0.1/x.png",
        "asset:absent.png",
        "asset:../kit/pdf/assets.py",
        "ASSET:pdf.css",
        "about:blank",
        "data:text/html;base64,PGI+",
        "data:image/svg+xml,<svg/>",
        "data:image/png;base64,!!!",
        "data:image/png;base64,aGVsbG8=",
        "data:image/svg+xml;base64," + "A" * (DATA_LIMIT * 4 // 3 + 4),
    ],
)
def test_other_addresses(address: str) -> None:
    with pytest.raises(PdfError):
        draw(f'<html lang=en-GB><img alt="x" src="{address}">', house_assets())


def png(side: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * ((side + 7) // 8 + 1) * side)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_a_picture_of_ours_is_drawn_and_a_huge_one_is_not() -> None:
    html = '<html lang=en-GB><h1>T</h1><img alt="x" src="{}">'
    data = "data:image/png;base64," + base64.b64encode(png(8)).decode()
    assert draw(html.format(data)).startswith(b"%PDF-")
    assert draw(html.format("asset:logo.png"), {"logo.png": png(PIXEL_LIMIT)}).startswith(b"%PDF-")
    for address in (
        "asset:logo.png",
        "data:image/png;base64," + base64.b64encode(png(PIXEL_LIMIT + 1)).decode(),
    ):
        with pytest.raises(PdfError, match="pixels"):
            draw(html.format(address), {"logo.png": png(PIXEL_LIMIT + 1)})


def test_pictures_need_an_alternative_and_links_an_address_of_the_web() -> None:
    for body in (
        '<img src="asset:shape-low.svg">',
        '<a href="javascript:alert(1)">x</a>',
        "<script>1</script>",
    ):
        with pytest.raises(PdfError):
            draw(f"<html lang=en-GB>{body}", house_assets())
