import io

import pytest
from PIL import Image

from carnet.firms.logo import WrongLogo, redraw


def picture(format, size=(40, 20), mode="RGB", **options):
    file = io.BytesIO()
    Image.new(mode, size, "#336699" if mode == "RGB" else 0).save(file, format, **options)
    file.seek(0)
    return file


@pytest.mark.parametrize("format", ["PNG", "JPEG", "WEBP"])
def test_a_picture_becomes_a_png(format):
    drawn = Image.open(io.BytesIO(redraw(picture(format))))
    assert (drawn.format, drawn.size) == ("PNG", (40, 20))


@pytest.mark.thorough
def test_a_large_picture_is_made_smaller_in_proportion():
    drawn = Image.open(io.BytesIO(redraw(picture("PNG", (3000, 3000), compress_level=1))))
    assert drawn.size == (200, 200)


def test_what_a_photo_says_about_itself_is_dropped():
    exif = Image.Exif()
    exif[0x010E] = "taken at home"
    drawn = redraw(picture("JPEG", exif=exif))
    assert b"taken at home" not in drawn
    assert not Image.open(io.BytesIO(drawn)).getexif()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        (b"%PDF-1.7 pretending", "not a picture"),
        (picture("PNG").getvalue()[:60], "not a picture"),
        (picture("GIF").getvalue(), "not a picture"),
        (b"x" * (2 * 2**20 + 1), "2 MB"),
        (picture("PNG", (6000, 5000), mode="1").getvalue(), "6000 × 5000"),
    ],
)
def test_other_files_are_refused_with_a_sentence(data, says):
    with pytest.raises(WrongLogo, match=says):
        redraw(io.BytesIO(data))
