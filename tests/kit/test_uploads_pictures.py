"""Pictures arrive upright and sane in size, and without anything but pixels."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image, ImageFile, PngImagePlugin

from kit.refusals import Refused
from kit.uploads.kinds import Kind
from kit.uploads.pictures import LONGEST_SIDE, MAX_PIXELS, MAX_PIXELS_PROGRESSIVE, redrawn
from tests.kit.hostile_files import picture, png_of

SECRET = b"SECRET-OF-THE-CAMERA"
ORIENTATION, MAKER, GPS, LATITUDE = 0x0112, 0x010F, 0x8825, 2


def seen(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


def saying_its_size(kind: Kind, width: int, height: int) -> bytes:
    """A picture that says it has this size, and has far fewer pixels."""
    if kind is Kind.PNG:
        return png_of(width, height)
    data = bytearray(picture(kind.name, (400, 400)))
    if kind is Kind.JPEG:
        del data[-100:]  # its decoder would make do with too few
        at = data.index(b"\xff\xc0") + 5  # the frame's header: height, width
        data[at : at + 4] = struct.pack(">HH", height, width)
    else:
        data[26:30] = struct.pack("<HH", width, height)  # of VP8's key frame
    return bytes(data)


def with_metadata(kind: str, orientation: int = 6) -> bytes:
    """40 by 20, its left half red and its right half blue, as the camera that lay on its side stored it."""
    image = Image.new("RGB", (40, 20), "red")
    image.paste("blue", (20, 0, 40, 20))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = SECRET.decode()
    exif.get_ifd(GPS)[LATITUDE] = (52.2, 0.1, 0.0)
    more: dict[str, object] = {"exif": exif, "icc_profile": SECRET}
    if kind == "JPEG":
        more |= {"comment": SECRET, "xmp": SECRET, "quality": 95, "subsampling": 0}
    if kind == "PNG":
        notes = PngImagePlugin.PngInfo()
        notes.add_text("Comment", SECRET.decode())
        more["pnginfo"] = notes
    if kind == "WEBP":
        more |= {"xmp": SECRET, "lossless": True}
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.WEBP])
def test_a_picture_is_turned_and_stripped(kind: Kind) -> None:
    before = with_metadata(kind.name)
    assert SECRET in before
    after = redrawn(before, kind)
    image = seen(after)
    assert image.format == kind.name
    assert image.size == (20, 40)
    assert image.convert("RGB").getpixel((10, 5))[0] > 200  # red is above, as the photographer saw it
    assert image.convert("RGB").getpixel((10, 35))[2] > 200
    assert not image.getexif()
    assert not {"exif", "icc_profile", "comment", "xmp", "Comment"} & set(image.info)
    assert SECRET not in after


@pytest.mark.parametrize("kind", [Kind.JPEG, Kind.PNG, Kind.WEBP])
def test_what_was_hidden_behind_the_pixels_is_gone(kind: Kind) -> None:
    script = b"<script>alert(1)</script>PK\x03\x04"
    assert script not in redrawn(picture(kind.name) + script, kind)


@pytest.mark.parametrize(
    ("size", "drawn"), [((8_000, 500), (4_000, 250)), ((300, 4_001), (300, 4_000)), ((9, 7), (9, 7))]
)
def test_the_longest_side_is_bounded(size: tuple[int, int], drawn: tuple[int, int]) -> None:
    assert LONGEST_SIDE == 4_000
    assert seen(redrawn(picture("JPEG", size), Kind.JPEG)).size == drawn
    assert seen(redrawn(picture("PNG", size), Kind.PNG)).size == drawn


@pytest.mark.parametrize(
    ("kind", "mode", "drawn"),
    [
        (Kind.PNG, "1", "RGB"),
        (Kind.PNG, "L", "L"),
        (Kind.PNG, "LA", "LA"),
        (Kind.PNG, "P", "RGB"),
        (Kind.PNG, "RGBA", "RGBA"),
        (Kind.PNG, "I;16", "L"),
        (Kind.JPEG, "CMYK", "RGB"),
        (Kind.JPEG, "L", "L"),
        (Kind.WEBP, "RGBA", "RGBA"),
    ],
)
def test_every_way_of_storing_colours(kind: Kind, mode: str, drawn: str) -> None:
    assert seen(redrawn(picture(kind.name, mode=mode), kind)).mode in (drawn, "RGB")


def test_grey_of_sixteen_bits_stays_grey() -> None:
    out = io.BytesIO()
    Image.new("I;16", (4, 4), 0x8000).save(out, "PNG")
    assert seen(redrawn(out.getvalue(), Kind.PNG)).getpixel((1, 1)) == 0x80


def test_a_clear_colour_of_a_palette_stays_clear() -> None:
    out = io.BytesIO()
    Image.new("P", (4, 4), 0).save(out, "PNG", transparency=0)
    assert seen(redrawn(out.getvalue(), Kind.PNG)).getpixel((1, 1))[3] == 0


def test_the_first_picture_of_several() -> None:
    out = io.BytesIO()
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    image = seen(redrawn(out.getvalue(), Kind.WEBP))
    assert getattr(image, "n_frames", 1) == 1
    assert image.convert("RGB").getpixel((1, 1))[0] > 200


def test_only_the_decoder_of_its_kind_sees_a_picture() -> None:
    with pytest.raises(Refused) as error:
        redrawn(picture("TIFF"), Kind.PNG)
    assert error.value.refusal.code == "damaged-file"


def test_a_large_photo_is_taken_and_a_large_progressive_one_is_not() -> None:
    size = (5_000, MAX_PIXELS_PROGRESSIVE // 5_000 + 1)
    assert seen(redrawn(picture("JPEG", size, "L"), Kind.JPEG)).size[0] == LONGEST_SIDE
    with pytest.raises(Refused) as error:
        redrawn(picture("JPEG", size, "L", progressive=True), Kind.JPEG)
    assert error.value.refusal.code == "picture-too-large"
    assert "5,000 by 3,501 pixels" in error.value.refusal.sentence


def test_a_bomb_is_refused_by_its_header() -> None:
    with pytest.raises(Refused) as error:
        redrawn(png_of(30_000, 30_000), Kind.PNG)
    assert error.value.refusal.code == "picture-too-large"


@pytest.mark.filterwarnings(
    "ignore::PIL.Image.DecompressionBombWarning"
)  # Pillow says it aloud, and then we refuse
@pytest.mark.parametrize("kind", list(MAX_PIXELS))
def test_one_row_of_pixels_too_many(kind: Kind) -> None:
    rows = MAX_PIXELS[kind] // 10_000
    for height, code in ((rows, "damaged-file"), (rows + 1, "picture-too-large")):
        with pytest.raises(Refused) as error:
            redrawn(saying_its_size(kind, 10_000, height), kind)
        assert error.value.refusal.code == code


def test_a_photo_of_forty_eight_million_pixels_is_unpacked_at_half_its_size() -> None:
    assert seen(redrawn(picture("JPEG", (8_064, 6_048), "L"), Kind.JPEG)).size == (4_000, 3_000)


def test_a_picture_cut_off_is_refused_whatever_another_library_lets_pass(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """As WeasyPrint sets it for the whole process, the first time it is imported."""
    monkeypatch.setattr(ImageFile, "LOAD_TRUNCATED_IMAGES", True)
    with pytest.raises(Refused):
        redrawn(picture("JPEG", (400, 400))[:-100], Kind.JPEG)
