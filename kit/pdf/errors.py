"""What callers of kit.pdf have to reckon with."""

FAILED = 3  # exit code of a child that says why in JSON


class PdfError(Exception):
    """The document could not be made.

    :ivar sentence: for the person who waits for it.
    :ivar detail: for the log; may quote the document, so it is never shown.
    """

    def __init__(self, sentence: str, detail: str = "") -> None:
        super().__init__(f"{sentence} ({detail})" if detail else sentence)
        self.sentence = sentence
        self.detail = detail
