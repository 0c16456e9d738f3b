"""The kinds of file that are taken, and what a person can do about the others."""

from enum import Enum


class Kind(Enum):
    """A kind: what people call it, its content type, and the endings its names may have, the usual one first."""

    PDF = "a PDF", "application/pdf", (".pdf",)
    JPEG = "a JPEG picture", "image/jpeg", (".jpg", ".jpeg", ".jpe", ".jfif")
    PNG = "a PNG picture", "image/png", (".png",)
    WEBP = "a WebP picture", "image/webp", (".webp",)
    DOCX = (
        "a Word document",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (".docx",),
    )
    XLSX = (
        "an Excel workbook",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        (".xlsx",),
    )
    PPTX = (
        "a PowerPoint presentation",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        (".pptx",),
    )
    ODT = "an OpenDocument text", "application/vnd.oasis.opendocument.text", (".odt",)
    ODS = "an OpenDocument spreadsheet", "application/vnd.oasis.opendocument.spreadsheet", (".ods",)
    CSV = "a table as text", "text/csv", (".csv",)
    TEXT = "plain text", "text/plain", (".txt",)

    def __init__(self, label: str, content_type: str, endings: tuple[str, ...]) -> None:
        self.label = label
        self.content_type = content_type
        self.endings = endings


PICTURES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP})
ENDINGS = tuple(ending for kind in Kind for ending in kind.endings)

TAKEN = (
    "PDF, pictures (JPEG, PNG, WebP), Word, Excel and PowerPoint files (.docx, .xlsx, .pptx), OpenDocument "
    "(.odt, .ods), and text (.txt, .csv)"
)

# What is not taken but often sent, by the names the library gives it, and the way out of it.
REMEDIES = {
    "heic": "It is a photo as an iPhone stores it (HEIC). Send it as JPEG: on the iPhone, share it by e-mail to "
    "yourself, or choose Settings, Camera, Formats, Most Compatible before taking it.",
    "gif": "It is a GIF picture. Save it as PNG.",
    "bmp": "It is a BMP picture. Save it as PNG.",
    "tif": "It is a TIFF picture. Save it as PDF or PNG.",
    "zip": "It is a folder packed as ZIP. Unpack it and send the files one by one.",
    "rar": "It is a folder packed as RAR. Unpack it and send the files one by one.",
    "7z": "It is a folder packed as 7z. Unpack it and send the files one by one.",
    "rtf": "It is a rich text file (RTF). Open it in Word and save it as .docx or PDF.",
    "exe": "It is a program, and programs are not taken.",
    "elf": "It is a program, and programs are not taken.",
    "mp4": "It is a film. Describe what it shows, or send a picture from it.",
    "mov": "It is a film. Describe what it shows, or send a picture from it.",
    "ole": "It is in an Office format of before 2007, or an Outlook message. Open it and save it as .docx, .xlsx, "
    ".pptx or PDF.",
}
