"""Real small files of the types clients send, made when a test asks."""

import io

import pikepdf
import pillow_heif
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import ExifTags, Image

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


def vast(format: str) -> bytes:
    """More pixels than we want to unpack; black and white, so that it is made quickly."""
    file = io.BytesIO()
    Image.new("1", (9000, 7000)).save(file, format)
    return file.getvalue()


def located_photo() -> bytes:
    """A photo that tells where it was taken."""
    image = Image.new("RGB", (60, 40), "ivory")
    exif = image.getexif()
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef], place[ExifTags.GPS.GPSLatitude] = "N", (50.0, 50.0, 48.0)
    file = io.BytesIO()
    image.save(file, "JPEG", exif=exif.tobytes())
    return file.getvalue()


def scan(*modes: str) -> bytes:
    """A TIFF of as many pages as modes."""
    pages = [Image.new(mode, (200, 300)) for mode in modes]
    file = io.BytesIO()
    pages[0].save(file, "TIFF", save_all=True, append_images=pages[1:])
    return file.getvalue()


def lively_pdf(*doing: str) -> bytes:
    """A PDF that does or carries more than pages: of `script launch embedded`."""
    file = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    if "script" in doing:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)"))
        document.Root.OpenAction = script
    if "launch" in doing:
        launch = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
        note = pikepdf.Dictionary(Subtype=pikepdf.Name.Link, A=launch)
        document.pages[0].Annots = pikepdf.Array([note])
    if "embedded" in doing:
        document.attachments["table.txt"] = b"more"
    document.save(file)
    return file.getvalue()


def upload(content: bytes, name: str, claimed: str = "application/octet-stream"):
    return SimpleUploadedFile(name, content, content_type=claimed)
