"""From HTML to PDF bytes, inside the cage. Only this module and the fetcher know WeasyPrint."""

import hashlib
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

import weasyprint
from weasyprint.urls import FatalURLFetchingError

from kit.pdf.errors import PdfError
from kit.pdf.fetcher import AssetFetcher
from kit.pdf.glyphs import drawable
from kit.pdf.tagging import finish

BUG = "The document could not be drawn because of a fault in the portal. Nobody's words are the cause."

# Elements that bring in other files or move the ground under addresses. Our templates need none of them.
_FORBIDDEN = frozenset({"base", "embed", "iframe", "object", "script", "video", "audio"})

# Where an address may lead. A link of the text is only written down; everything else would be fetched.
_HREFS = {"a": ("#", "https://", "http://", "mailto:"), "link": ("asset:",)}


def lay_out(
    html: str, *, title: str, author: str, identifier: str, issued_at: datetime, assets: Mapping[str, bytes]
) -> bytes:
    """The PDF of ``html``; arguments as in ``kit.pdf.render``, but ``assets`` is all there is.

    :raises PdfError: for anything the document asks for that is not there, and for what PDF/UA-1 cannot
        carry.
    """
    with _complaints() as complaints:
        try:
            document = weasyprint.HTML(
                string=drawable(html), base_url="about:blank", url_fetcher=AssetFetcher(assets)
            )
            _check(document)
            drawn = document.render(pdf_variant="pdf/ua-1")
            drawn.metadata.title = title
            drawn.metadata.authors = [author]
            drawn.metadata.lang = "en-GB"
            drawn.metadata.created = drawn.metadata.modified = issued_at.isoformat(timespec="seconds")
            pdf = drawn.write_pdf(
                pdf_variant="pdf/ua-1", pdf_identifier=hashlib.sha256(identifier.encode()).digest()[:16]
            )
        except FatalURLFetchingError as error:
            raise PdfError(BUG, str(error)) from error
    if complaints:
        raise PdfError(BUG, "; ".join(complaints))
    return finish(pdf, lang="en-GB")


def _check(document: weasyprint.HTML) -> None:
    for element in document.etree_element.iter():
        tag = element.tag
        if tag in _FORBIDDEN:
            raise PdfError(BUG, f"<{tag}> has no place in a document")
        if tag == "img" and "alt" not in element.attrib:
            raise PdfError(BUG, "an <img> has no alt (an empty one marks decoration)")
        if "attachment" in element.get("rel", "").lower().split():
            raise PdfError(BUG, f"<{tag} rel=attachment> has no place in a document")
        for href in (value for name, value in element.attrib.items() if name.endswith("href")):
            if not href.startswith(_HREFS.get(tag, "#")):
                raise PdfError(BUG, f"<{tag}> leads to {href[:200]!r}")


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """What WeasyPrint reports as errors meanwhile; it goes on drawing after them, we do not."""
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            # Decoration has an empty alt on purpose; the finishing pass takes it out of the reading order.
            if "has no required alt description" not in message:
                heard.append(message[:300])

    ear = Ear(logging.ERROR)
    logger = logging.getLogger("weasyprint")
    logger.addHandler(ear)
    try:
        yield heard
    finally:
        logger.removeHandler(ear)
