"""Pictures of pages rest sealed beside their documents: rotate_keys is told of them here."""

from carnet.answers.models import Document
from carnet.answers.signatures import PDF
from carnet.core import sealed_files
from carnet.core.sealed import sealed_elsewhere
from carnet.reviews.beside import kept_pages, place_of_page


@sealed_elsewhere("answers.Document.page")
def seal_again() -> int:
    documents = Document.objects.filter(kind=PDF).select_related("dossier__firm")
    return sum(_seal_again(document) for document in documents.iterator(chunk_size=500))


def _seal_again(document: Document) -> int:
    kept = kept_pages(document).items()
    return sum(
        sealed_files.seal_again(file, place_of_page(document, number)) for number, file in kept
    )
