"""The answer that hands a stored file to a browser, which is to save it and never to show it as a page of ours."""

from django.http import FileResponse

from kit.uploads.keeping import Kept, opened
from kit.uploads.names import clean_name


def attachment(kept: Kept) -> FileResponse:
    """The file as a download, streamed from the store, in no cache.

    Django writes the name as RFC 6266 wants it: quoted, or percent-encoded UTF-8 (RFC 5987) when it is not ASCII.
    Should a browser show the file all the same, it shows it without scripts, forms or an origin.

    :raises kit.uploads.keeping.Damaged: when the stored file is missing or not what was stored.
    """
    answer = FileResponse(
        opened(kept.stored_as, kept.sha256),
        as_attachment=True,
        filename=clean_name(kept.name),
        content_type=kept.content_type,
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer
