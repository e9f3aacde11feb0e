import hashlib
import io

import pikepdf
import pytest
from django.core.management import call_command
from django.http import Http404
from django.utils import timezone
from PIL import ExifTags, Image

from carnet.answers import documents, room, sealing
from carnet.answers.models import Document
from carnet.answers.room import Refused
from carnet.core import disk
from carnet.core.crypto import SealBroken
from tests import makers as make
from tests.answers.pictures import lively_pdf, located_photo, pdf, picture, scan, upload, vast
from tests.clients.test_sealing import NEW, OLD


@pytest.fixture
def dossier(ann):
    return make.dossier(client=ann)


def keep(dossier, content, name):
    document = documents.keep(
        dossier, upload(content, name), path="proof", person="client", now=timezone.now()
    )
    document.save()
    return document


def clear(document):
    return io.BytesIO(b"".join(documents.clear_of(document)))


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize(
    ("format", "name"),
    [("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("HEIF", "IMG_1.HEIC")],
)
def test_photos_are_known_by_their_content_and_kept_as_jpeg(dossier, format, name):
    document = keep(dossier, picture(format), name)
    assert (document.kind, document.pages) == ("image/jpeg", 1)
    assert document.name.endswith(".jpg")
    with Image.open(clear(document)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (60, 40))


@pytest.mark.thorough
@pytest.mark.slow
def test_a_photo_is_turned_upright_and_tells_nothing_of_its_camera(dossier):
    document = keep(dossier, picture("JPEG", turned=True), "photo.jpg")
    with Image.open(clear(document)) as kept:
        assert kept.size == (40, 60)
        assert not kept.getexif()
    assert b"Spy" not in clear(document).getvalue()
    with Image.open(io.BytesIO(b"".join(documents.clear_of(document, small=True)))) as small:
        assert small.size == (40, 60)


@pytest.mark.thorough
@pytest.mark.slow
def test_a_pdf_is_kept_byte_for_byte_with_its_pages_counted(dossier):
    content = pdf(pages=3)
    document = keep(dossier, content, "lease.pdf")
    assert document.pages == 3
    assert document.sha256 == hashlib.sha256(content).hexdigest()
    assert clear(document).getvalue() == content


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"MZ\x90 program", "invoice.pdf", "is not a PDF or a photo"),
        (b"<svg onload=alert(1)>", "drawing.jpg", "is not a PDF or a photo"),
        (pdf(password="secret"), "locked.pdf", "protected by a password"),
        (b"%PDF-1.7 and then nothing", "broken.pdf", "could not be opened"),
        (picture("JPEG")[:200], "half.jpg", "could not be opened"),
        (vast("PNG"), "huge.png", "too many pixels"),
        (vast("TIFF"), "huge.tif", "too many pixels"),
        (scan("L", "L")[:-400], "half.tif", "could not be opened"),
        (picture("GIF"), "paper.jpg", "a GIF or BMP picture"),
        (picture("BMP"), "paper.pdf", "a GIF or BMP picture"),
        (b"PK\x03\x04 a table", "paper.pdf", "of an office program"),
        (b"\xd0\xcf\x11\xe0 a letter", "letter.doc", "of an office program"),
        (b"", "empty.pdf", "is empty"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_remedy(dossier, content, name, sentence):
    with pytest.raises(Refused, match=sentence):
        keep(dossier, content, name)
    assert not dossier.documents.exists()
    folder = documents.folder_of(dossier)
    assert not folder.exists() or not list(folder.iterdir())


def test_a_hundred_megabytes_is_the_most(dossier):
    room.check_room(dossier, room.Sized("film.pdf", 100 * 2**20), now=timezone.now())
    with pytest.raises(Refused, match="larger than 100 MB"):
        room.check_room(dossier, room.Sized("film.pdf", 100 * 2**20 + 1), now=timezone.now())


def test_a_dossier_holds_a_hundred_files(dossier):
    for number in range(room.MOST_FILES):
        make.document(dossier=dossier, name=f"{number}.pdf")
    with pytest.raises(Refused, match="already 100 files"):
        keep(dossier, pdf(), "one-more.pdf")


def test_a_dossier_holds_one_gigabyte_with_what_was_removed(dossier):
    make.document(dossier=dossier, size=2**30 - 100, removed_at=timezone.now())
    room.check_room(dossier, room.Sized("small.pdf", 100), now=timezone.now())
    with pytest.raises(Refused, match="1 GB"):
        room.check_room(dossier, room.Sized("small.pdf", 101), now=timezone.now())


@pytest.mark.parametrize(
    ("total", "free", "full"),
    [(100, 10, False), (100, 9.9, True), (10, 2, False), (10, 1.9, True), (15, 1.9, True)],
)
def test_two_gigabytes_and_a_tenth_of_the_disk_stay_free(settings, total, free, full):
    settings.KEEP_FREE_GIGABYTES, settings.KEEP_FREE_PERCENT = 2, 10
    assert disk.too_full(total * 2**30, int(free * 2**30)) is full


def test_on_a_full_disk_no_file_is_taken(dossier, settings):
    settings.KEEP_FREE_GIGABYTES = 10**6
    with pytest.raises(Refused, match="disk is nearly full"):
        keep(dossier, pdf(), "paper.pdf")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "etc passwd.jpg"),
        ("reçu.HEIC", "reçu.jpg"),
        ("scan.tiff", "scan.jpg"),
        ("a\r\nSet-Cookie: x.pdf", "a  Set-Cookie: x.jpg"),
        ("evil\u202egpj.exe", "evil gpj.exe.jpg"),
        ("", "document.jpg"),
    ],
)
def test_names_are_kept_readable_and_harmless(given, kept):
    assert documents.readable_name(given, "image/jpeg") == kept


@pytest.mark.thorough
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


@pytest.mark.thorough
@pytest.mark.slow
def test_a_photo_does_not_tell_where_it_was_taken(dossier):
    given = located_photo()
    assert Image.open(io.BytesIO(given)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    document = keep(dossier, given, "photo.jpg")
    with Image.open(clear(document)) as kept:
        assert not kept.getexif()
        assert not kept.getexif().get_ifd(ExifTags.IFD.GPSInfo)


@pytest.mark.thorough
@pytest.mark.slow
def test_a_scan_of_several_pages_becomes_a_pdf_of_as_many(dossier):
    document = keep(dossier, scan("1", "L", "RGB", "CMYK", "I;16"), "scan.TIF")
    assert (document.name, document.kind, document.pages) == ("scan.pdf", "application/pdf", 5)
    with pikepdf.open(clear(document)) as kept:
        assert len(kept.pages) == 5
    with Image.open(io.BytesIO(b"".join(documents.clear_of(document, small=True)))) as small:
        assert small.size == (200, 300)


@pytest.mark.thorough
@pytest.mark.slow
def test_a_scan_of_one_page_becomes_a_picture(dossier):
    document = keep(dossier, scan("1"), "scan.tiff")
    assert (document.name, document.kind, document.pages) == ("scan.jpg", "image/jpeg", 1)


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize("doing", ["script", "launch", "embedded", "embedded launch script", ""])
def test_a_pdf_that_does_more_than_show_pages_is_kept_and_marked(dossier, doing):
    content = lively_pdf(*doing.split())
    document = keep(dossier, content, "form.pdf")
    assert document.remark == doing
    assert clear(document).getvalue() == content


@pytest.mark.thorough
@pytest.mark.slow
def test_a_document_rests_sealed_for_its_own_row_only(dossier):
    content = pdf(pages=2)
    one, other = keep(dossier, content, "a.pdf"), keep(dossier, content, "b.pdf")
    assert b"%PDF" not in documents.file_of(one).read_bytes()
    assert not list((documents.root().parent / "opening").iterdir())
    documents.file_of(one).write_bytes(documents.file_of(other).read_bytes())
    with pytest.raises(SealBroken):
        clear(one)
    with pytest.raises(Http404):
        documents.response(one)


@pytest.mark.thorough
@pytest.mark.slow
def test_a_clear_file_put_in_the_place_of_a_sealed_one_is_refused(dossier):
    document = keep(dossier, pdf(), "a.pdf")
    documents.file_of(document).write_bytes(pdf(pages=2))
    with pytest.raises(SealBroken):
        clear(document)


@pytest.fixture
def old(dossier):
    """A photo as former versions left it: readable on disk."""
    document = keep(dossier, picture("JPEG"), "old.jpg")
    for small, path in ((False, documents.file_of(document)), (True, documents.small_of(document))):
        path.write_bytes(b"".join(documents.clear_of(document, small=small)))
    Document.objects.filter(pk=document.pk).update(sealed=False, pictured=False)
    return Document.objects.get()


@pytest.mark.thorough
@pytest.mark.slow
def test_a_file_of_a_former_version_is_read_and_then_sealed_by_the_worker(old):
    before = clear(old).getvalue()
    assert documents.file_of(old).read_bytes() == before
    assert sealing.seal_next(timezone.now())
    assert not sealing.seal_next(timezone.now())
    assert before not in documents.file_of(old).read_bytes()
    # Whoever had read the row before it was sealed, too:
    for document in (old, Document.objects.get()):
        assert clear(document).getvalue() == before
        assert next(documents.clear_of(document, small=True)).startswith(b"\xff\xd8")


@pytest.mark.thorough
@pytest.mark.slow
def test_the_worker_goes_on_where_it_was_killed_while_sealing(old):
    before = clear(old).getvalue()
    documents.seal_old(old)  # and then not noted in the row
    assert sealing.seal_next(timezone.now())
    assert clear(Document.objects.get()).getvalue() == before


@pytest.mark.thorough
@pytest.mark.slow
def test_rotating_keys_seals_documents_again(dossier, settings, capsys):
    settings.ENCRYPTION_KEYS = OLD
    make.without_data_keys(dossier)
    document = keep(dossier, picture("PNG"), "photo.png")
    before = clear(document).getvalue()
    settings.ENCRYPTION_KEYS = f"{NEW},{OLD}"
    call_command("rotate_keys")
    assert "answers.Document.file: 2 values sealed again." in capsys.readouterr().out
    settings.ENCRYPTION_KEYS = NEW
    assert clear(document).getvalue() == before
