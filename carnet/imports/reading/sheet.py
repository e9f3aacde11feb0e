"""File → its sheets. Opens nothing itself: a child process does, which a hostile file may kill."""

from django.utils.translation import gettext as _

from carnet.core import child
from carnet.core.reading.limits import ENDINGS, LARGEST
from carnet.core.reading.rows import Source
from carnet.core.reading.unpacking import Malformed, unpack
from carnet.imports.reading.sentences import sentence

READ = "carnet.core.reading.reader.read"
LIMITS = child.Limits(megabytes=512, cpu_seconds=60, output_megabytes=120)


class Unreadable(Exception):
    """The file cannot be imported; the message is a sentence for the person who brought it."""


def check_name(name: str, size: int) -> None:
    """Refuse before reading what cannot be a list of clients."""
    if not name.lower().endswith(ENDINGS):
        raise Unreadable(
            _(
                "%(name)s is not a spreadsheet. Choose a file that ends in .xlsx, .xls, .ods, .csv or "
                ".vcf."
            )
            % {"name": name}
        )
    if size > LARGEST:
        raise Unreadable(
            _("This file is larger than %(limit)d MB. Leave out pictures or split the list in two.")
            % {"limit": LARGEST // 2**20}
        )
    if not size:
        raise Unreadable(_("This file is empty. Choose the file that holds the list of clients."))


def read_source(data: bytes) -> Source:
    """Everything that stands in the file; a sheet that cannot be read has a refusal instead of rows."""
    try:
        source = unpack(child.stream(READ, data, limits=LIMITS), sentence)
    except child.ChildFailed as failed:
        raise Unreadable(sentence(failed.reason, failed.about)) from failed
    except Malformed as problem:
        raise Unreadable(sentence("broken", {})) from problem
    if not any(sheet.rows for sheet in source.sheets):
        raise Unreadable(
            source.refusal
            or _("This file is empty. Choose the file that holds the list of clients.")
        )
    return source
