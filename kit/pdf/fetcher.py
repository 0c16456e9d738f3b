"""The only way for a document to get at a file: by name, out of a dictionary in memory. Everything else ends
it.

WeasyPrint swallows an ordinary exception of a fetcher and draws on without the picture. A report that
silently lacks something is worse than none, and an address we did not expect is a fault of ours or an attack,
so every refusal here is of the kind that WeasyPrint lets through.
"""

import base64
import binascii
import struct
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from kit.pdf.assets import CONTENT_TYPES

DATA_LIMIT = 1_000_000  # bytes of one picture that a page carries itself
PIXEL_LIMIT = 4_000  # either side of a PNG: 4,000 x 4,000 unpacks to 64 MB

_DATA_TYPES = ("image/svg+xml", "image/png")


class AssetFetcher(URLFetcher):
    """Serves ``asset:<name>`` from ``assets`` and ``data:`` pictures (SVG, PNG; base64) below the limits.

    :raises FatalURLFetchingError: for everything else. It is a BaseException: ``except Exception`` misses it.
    """

    def __init__(self, assets: Mapping[str, bytes]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self._assets = assets

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        scheme, _, rest = url.partition(":")
        if scheme == "asset":
            return self._asset(url, rest)
        if scheme == "data":
            return _data(url, rest)
        raise _refused(url, "only assets and pictures of our own are served")

    def _asset(self, url: str, name: str) -> URLFetcherResponse:
        content_type = CONTENT_TYPES.get(PurePosixPath(name).suffix)
        if content_type is None or name not in self._assets:
            raise _refused(url, "there is no such asset")
        body = self._assets[name]
        if content_type == "image/png":
            _check_png(url, body)
        return URLFetcherResponse(url, body, {"Content-Type": content_type})


def _data(url: str, rest: str) -> URLFetcherResponse:
    head, _, payload = rest.partition(",")
    content_type, _, encoding = head.partition(";")
    if content_type not in _DATA_TYPES or encoding != "base64":
        raise _refused(url, "only SVG and PNG in base64 are served as data")
    if len(payload) > DATA_LIMIT * 4 // 3:
        raise _refused(url, f"a picture has at most {DATA_LIMIT:,} bytes")
    try:
        body = base64.b64decode(payload, validate=True)
    except binascii.Error as error:
        raise _refused(url, "the base64 is broken") from error
    if content_type == "image/png":
        _check_png(url, body)
    return URLFetcherResponse(url, body, {"Content-Type": content_type})


def _check_png(url: str, body: bytes) -> None:
    if body[:8] != b"\x89PNG\r\n\x1a\n" or body[12:16] != b"IHDR" or len(body) < 24:
        raise _refused(url, "this is not a PNG")
    if max(struct.unpack(">II", body[16:24])) > PIXEL_LIMIT:
        raise _refused(url, f"a PNG has at most {PIXEL_LIMIT} pixels on either side")


def _refused(url: str, reason: str) -> FatalURLFetchingError:
    return FatalURLFetchingError(f"refused {url[:200]!r}: {reason}")
