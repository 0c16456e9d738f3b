"""Pictures drawn anew: what arrives in the store has pixels and nothing else."""

import io
import threading

from PIL import Image, ImageFile, ImageOps

from kit.refusals import Refusal, Refused, require
from kit.uploads.kinds import Kind

LONGEST_SIDE = 4_000
# The most pixels there may be, so that drawing stays below 300 MB: a phone's largest ordinary photo (48 million), a
# page of A3 from a scanner (300 dots to the inch), and for WebP, whose decoder holds a picture three times, less.
MAX_PIXELS = {Kind.JPEG: 50_000_000, Kind.PNG: 17_500_000, Kind.WEBP: 10_000_000}
MAX_PIXELS_PROGRESSIVE = 17_500_000  # such a JPEG cannot be unpacked at half its size
# A plain JPEG beyond this is unpacked at half its size: a good camera's 24 million are not.
MAX_PIXELS_WHOLE = 25_000_000
# A progressive JPEG has about ten; each costs a pass over the whole picture.
MAX_SCANS = 32

_SCAN = b"\xff\xda"
_QUALITY = 85
_MODES = {Kind.JPEG: ("L", "RGB"), Kind.PNG: ("L", "LA", "RGB", "RGBA"), Kind.WEBP: ("RGB", "RGBA")}

# Pillow's own guard against pictures that unpack beyond measure: it refuses from twice this figure on, while it
# opens and before it unpacks. We refuse earlier, by our own figures.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS[Kind.JPEG]

# The worst picture takes 300 MB while it is drawn. Four requests at a time must not take four times as much.
_ONE_AT_A_TIME = threading.Lock()


def redrawn(data: bytes, kind: Kind) -> bytes:
    """The picture of the same kind, upright, its longest side at most 4,000 pixels, without metadata.

    The first picture of an animated file. Colour profiles go as well: colours of a modern phone are a little paler.

    :raises Refused: when it is damaged or has too many pixels.
    """
    with _ONE_AT_A_TIME:
        # WeasyPrint, once it is imported, lets Pillow fill up a picture that is cut off: not here.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        try:
            with Image.open(io.BytesIO(data), formats=[kind.name]) as picture:
                require(too_many_pixels(picture, kind))
                if kind is Kind.JPEG and data.count(_SCAN) > MAX_SCANS:
                    raise Refused(_DAMAGED)
                pixels = _pixels(picture, kind)
            del picture
            return _drawn(pixels, kind)
        except Refused:
            raise
        except Image.DecompressionBombError as error:
            raise Refused(_too_large("more")) from error
        except Exception as error:  # a damaged picture fails in as many ways as there are decoders
            raise Refused(_DAMAGED) from error


def too_many_pixels(picture: Image.Image, kind: Kind) -> Refusal | None:
    """The refusal for a picture that would take too much memory, from its header alone."""
    width, height = picture.size
    most = MAX_PIXELS_PROGRESSIVE if picture.info.get("progressive") else MAX_PIXELS[kind]
    if width * height <= most:
        return None
    return _too_large(f"{width:,} by {height:,}")


def _pixels(picture: Image.Image, kind: Kind) -> Image.Image:
    """The picture upright and small enough, free of the file it came from and of its decoder's memory."""
    width, height = picture.size
    if kind is Kind.JPEG and width * height > MAX_PIXELS_WHOLE:
        picture.draft(None, (width // 2, height // 2))
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    ImageOps.exif_transpose(picture, in_place=True)
    pixels = _in_eight_bits(picture)
    if pixels.mode not in _MODES[kind] or "transparency" in pixels.info:
        is_clear = pixels.has_transparency_data and kind is not Kind.JPEG
        pixels = pixels.convert("RGBA" if is_clear else "RGB")
    return pixels.copy() if pixels is picture else pixels


def _drawn(pixels: Image.Image, kind: Kind) -> bytes:
    pixels.info = {}  # some writers take comments and profiles from here
    out = io.BytesIO()
    pixels.save(out, format=kind.name, quality=_QUALITY)
    return out.getvalue()


def _in_eight_bits(picture: Image.Image) -> Image.Image:
    """Grey of sixteen bits (scanners) as grey of eight, which a mere change of mode would turn white."""
    if not picture.mode.startswith("I"):
        return picture
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _too_large(size: str) -> Refusal:
    return Refusal(
        code="picture-too-large",
        sentence=f"The picture has {size} pixels, more than is taken. Make it smaller: {LONGEST_SIDE:,} pixels a side "
        "are enough to read a whole page.",
    )


_DAMAGED = Refusal(
    code="damaged-file",
    sentence="The picture is damaged or cut off. Open it and save it again, or take it again.",
)
