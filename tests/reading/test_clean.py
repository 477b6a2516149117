"""Pictures made anew: nothing that a camera wrote goes along, and nothing beside the points is missed."""

from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from dsar.reading.clean import Clean, NotClean, clean, is_bare
from tests.extractors import drawn

PLANTED = ("Lat 51.2802 N", "GPS-PLANTED", "xmp-planted", "icc-planted", "comment-planted")


def loaded(form: str) -> bytes:
    """A picture in which a camera and a program have written all they can."""
    exif = Image.Exif()
    exif[0x010E] = "GPS-PLANTED"
    exif.get_ifd(0x8825)[29] = "Lat 51.2802 N"
    beside: dict[str, object] = {"exif": exif.tobytes(), "icc_profile": b"icc-planted" * 20}
    xmp = b"<x:xmpmeta><rdf:Description>xmp-planted</rdf:Description></x:xmpmeta>"
    if form == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Comment", "comment-planted")
        words.add_itxt("XML:com.adobe.xmp", xmp.decode())
        return drawn.picture("Alice", form=form, pnginfo=words, **beside)
    if form == "JPEG":
        return drawn.picture("Alice", form=form, comment=b"comment-planted", xmp=xmp, **beside)
    if form == "TIFF":
        return drawn.picture(
            "Alice", form=form, icc_profile=beside["icc_profile"], description="comment-planted"
        )
    return drawn.picture("Alice", form=form, xmp=xmp, **beside)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP", "TIFF"])
def test_nothing_that_was_written_beside_it_goes_along(form: str) -> None:
    raw = loaded(form)
    there = [one for one in PLANTED if one.encode() in raw]
    assert len(there) >= 2, "the control: it stands in the picture as it was"
    (page,) = clean(raw)
    assert is_bare(page.content)
    assert not is_bare(raw)
    assert [one for one in PLANTED if one.encode() in page.content] == []
    with Image.open(io.BytesIO(page.content)) as anew, Image.open(io.BytesIO(raw)) as before:
        assert anew.size == before.size
        assert {*anew.info} <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert not anew.getexif()


def test_a_camera_held_sideways_is_turned() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (page,) = clean(drawn.picture("Alice", form="JPEG", exif=exif.tobytes()))
    with Image.open(io.BytesIO(page.content)) as anew:
        assert anew.size == (170, 1000)


def test_a_scan_of_several_pages_gives_them_all() -> None:
    pages = [Image.new("1", (40, 40 + n)) for n in range(3)]
    out = io.BytesIO()
    pages[0].save(out, "TIFF", save_all=True, append_images=pages[1:])
    assert [one.ending for one in clean(out.getvalue())] == ["png"] * 3


def test_it_gives_the_same_bytes_each_time() -> None:
    assert clean(loaded("JPEG")) == clean(loaded("JPEG"))


@pytest.mark.parametrize("raw", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"\0\0\0\x18ftypheic" + bytes(64)])
def test_what_cannot_be_made_anew_is_refused(raw: bytes) -> None:
    with pytest.raises(NotClean):
        clean(raw)


def test_a_bomb_is_refused() -> None:
    out = io.BytesIO()
    Image.new("L", (12_000, 12_000)).save(out, "PNG")
    with pytest.raises(NotClean, match="larger"):
        clean(out.getvalue())


def chunk(kind: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")


def test_anything_added_to_a_bare_picture_is_seen() -> None:
    (png,), (jpeg,) = clean(loaded("PNG")), clean(loaded("JPEG"))
    raw = png.content
    assert is_bare(raw)
    assert not is_bare(raw + b"x")
    assert not is_bare(raw[:33] + chunk(b"tEXt", b"Comment\0x") + raw[33:])
    assert not is_bare(raw[:-12] + chunk(b"IDAT", b"hidden behind the points") + raw[-12:])
    raw = jpeg.content
    assert is_bare(raw)
    assert not is_bare(raw + b"x")
    assert not is_bare(raw[:2] + b"\xff\xfe\0\x08hidden" + raw[2:])
    assert not is_bare(raw[:2] + b"\xff\xe1\0\x08hidden" + raw[2:])
    assert not is_bare(raw[:-2] + b"\xff\xd9" + raw)


@given(st.binary(max_size=200), st.integers(0, 400))
def test_damage_and_chance_are_never_taken_for_bare(noise: bytes, at: int) -> None:
    (page,) = SMALL
    raw = page.content
    changed = raw[:at] + noise + raw[at:]
    assert is_bare(changed) == (changed == raw)


SMALL: tuple[Clean, ...] = clean(drawn.picture("a"))
