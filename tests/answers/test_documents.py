import hashlib
from types import SimpleNamespace

import pytest
from django.utils import timezone
from PIL import Image

from carnet.answers import documents
from carnet.answers.documents import Refused
from tests import makers as make
from tests.answers.pictures import pdf, picture, upload


@pytest.fixture
def dossier(ann):
    return make.dossier(client=ann)


def keep(dossier, content, name):
    document = documents.keep(
        dossier, upload(content, name), path="proof", person="client", now=timezone.now()
    )
    document.save()
    return document


@pytest.mark.slow
@pytest.mark.parametrize(
    ("format", "name"),
    [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("HEIF", "IMG_1.HEIC")],
)
def test_photos_are_known_by_their_content_and_kept_as_jpeg(dossier, format, name):
    document = keep(dossier, picture(format), name)
    assert (document.kind, document.pages) == ("image/jpeg", 1)
    assert document.name.endswith(".jpg")
    with Image.open(documents.file_of(document)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (60, 40))


@pytest.mark.slow
def test_a_photo_is_turned_upright_and_tells_nothing_of_its_camera(dossier):
    document = keep(dossier, picture("JPEG", turned=True), "photo.jpg")
    with Image.open(documents.file_of(document)) as kept:
        assert kept.size == (40, 60)
        assert not kept.getexif()
    assert b"Spy" not in documents.file_of(document).read_bytes()
    assert documents.small_of(document).exists()


@pytest.mark.slow
def test_a_pdf_is_kept_byte_for_byte_with_its_pages_counted(dossier):
    content = pdf(pages=3)
    document = keep(dossier, content, "lease.pdf")
    assert document.pages == 3
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert documents.file_of(document).read_bytes() == content


@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ\x90 program", "invoice.pdf", "is not a PDF or a photo"),
        (b"<svg onload=alert(1)>", "drawing.jpg", "is not a PDF or a photo"),
        (pdf(password="secret"), "locked.pdf", "protected by a password"),
        (b"%PDF-1.7 and then nothing", "broken.pdf", "could not be opened"),
        (picture("JPEG")[:200], "half.jpg", "could not be opened"),
        (picture("PNG", (9000, 7000)), "huge.png", "too many pixels"),
        (b"", "empty.pdf", "is empty"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_remedy(dossier, content, name, sentence):
    with pytest.raises(Refused, match=sentence):
        keep(dossier, content, name)
    assert not dossier.documents.exists()
    folder = documents.folder_of(dossier)
    assert not folder.exists() or not list(folder.iterdir())


def test_25_megabytes_is_the_most(dossier):
    tall = SimpleNamespace(size=documents.LARGEST + 1, name="film.jpg")
    with pytest.raises(Refused, match="larger than 25 MB"):
        documents.keep(dossier, tall, path="proof", person="client", now=timezone.now())


def test_a_dossier_holds_a_hundred_files(dossier):
    for number in range(documents.MOST_FILES):
        make.document(dossier=dossier, name=f"{number}.pdf")
    with pytest.raises(Refused, match="already 100 files"):
        keep(dossier, pdf(), "one-more.pdf")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "etc passwd.jpg"),
        ("reçu.HEIC", "reçu.jpg"),
        ("a\r\nSet-Cookie: x.pdf", "a  Set-Cookie: x.jpg"),
        ("evil\u202egpj.exe", "evil gpj.exe.jpg"),
        ("", "document.jpg"),
    ],
)
def test_names_are_kept_readable_and_harmless(given, kept):
    assert documents.readable_name(given, "image/jpeg") == kept


@pytest.mark.slow
def test_pictures_show_in_the_page_and_pdfs_are_only_downloaded(dossier):
    photo = keep(dossier, picture("PNG"), "photo.png")
    paper = keep(dossier, pdf(), "paper.pdf")
    shown, saved = documents.response(photo), documents.response(paper)
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert saved.headers["Content-Disposition"].startswith("attachment")
    for answer in (shown, saved):
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        answer.close()
