"""Real small files of the types clients send, made when a test asks."""

import io

import pikepdf
import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

pillow_heif.register_heif_opener()
ORIENTATION, MAKER, SIDEWAYS = 274, 271, 6


def picture(format: str, size: tuple[int, int] = (60, 40), *, turned: bool = False) -> bytes:
    image = Image.new("RGB", size, "ivory")
    exif = image.getexif()
    exif[MAKER] = "Spy Cameras"
    if turned:
        exif[ORIENTATION] = SIDEWAYS
    file = io.BytesIO()
    image.save(file, format, exif=exif.tobytes())
    return file.getvalue()


def pdf(pages: int = 1, password: str = "") -> bytes:
    file = io.BytesIO()
    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page()
    lock = pikepdf.Encryption(owner=password, user=password) if password else False
    document.save(file, encryption=lock)
    return file.getvalue()


def upload(content: bytes, name: str, claimed: str = "application/octet-stream"):
    return SimpleUploadedFile(name, content, content_type=claimed)
