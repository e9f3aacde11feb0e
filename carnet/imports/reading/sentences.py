"""Why a file or a sheet cannot be read, as sentences for the person who brought it: what, and what to do."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from carnet.core.reading.limits import ROWS
from carnet.core.workbooks.preflight import SHEETS
from carnet.core.workbooks.reach import COLUMNS


def sentence(reason: str, about: Mapping[str, str]) -> str:
    """By the name of the exception in the child and its details (core/workbooks/refusals.py, core/child.py)."""
    text = _foreign(about.get("kind", "")) if reason == "Foreign" else _sentences().get(reason)
    details = {"rows": ROWS, "columns": COLUMNS, "sheets": SHEETS, "cell": "", "line": ""}
    return (text or _unknown()) % {**details, **about}


def _unknown() -> str:
    return _("This file cannot be read. Open it, save it again as .xlsx and choose that one.")


def _sentences() -> dict[str, str]:
    heavy = _(
        "This file needs more memory or time than a client list should, often because of a forgotten "
        "cell far from the list. Copy the list alone into a new workbook and choose that one."
    )
    much = _(
        "This file holds more text than any client list needs. Copy the columns about clients into a "
        "new workbook and choose that one."
    )
    return {
        "Protected": _(
            "This file is protected by a password. Save a copy without a password and choose that one."
        ),
        "Incomplete": _(
            "This file is not complete: its end is missing. Download or copy it again, or open it, save "
            "it anew and choose that one."
        ),
        "Damaged": _(
            "This workbook is damaged. Open it in your spreadsheet program, let it repair the file, "
            "save it as .xlsx and choose that one."
        ),
        "TooBig": _(
            "This file unpacks to more than any client list needs. Copy the list into a new, empty "
            "workbook and choose that one."
        ),
        "Suspicious": _(
            "This workbook holds parts that no spreadsheet program writes. Copy the list into a new "
            "workbook and choose that one."
        ),
        "TooManySheets": _(
            "This workbook has %(count)s sheets; at most %(sheets)d are read. Copy the sheet with the "
            "list into a new workbook and choose that one."
        ),
        "TooDeep": _(
            "The rows of this sheet go down to cell %(cell)s; at most %(rows)d rows are read. Delete "
            "what stands far below the list, or split the list in two."
        ),
        "TooWide": _(
            "The columns of this sheet go out to cell %(cell)s; at most %(columns)d columns are read. "
            "Delete what stands far to the right of the list, or copy the list alone into a new workbook."
        ),
        "UnclosedQuote": _(
            'In row %(line)s a quotation mark (") is opened and never closed, so that the rest of the '
            "file would be one cell. Delete that mark and choose the file again."
        ),
        **dict.fromkeys(("died", "slow", "MemoryError"), heavy),
        **dict.fromkeys(("TooMuch", "long"), much),
    }


def _foreign(kind: str) -> str | None:
    return {
        "unknown": _(
            "This file is not a spreadsheet. Save the list as .xlsx, .ods or .csv and choose it again."
        ),
        "pdf": _(
            "This file is a PDF, whatever its name says. Ask for the list as a spreadsheet, or export "
            "it as .xlsx or .csv from the program it comes from."
        ),
        "picture": _(
            "This file is a picture, whatever its name says. Choose the spreadsheet the list comes from."
        ),
        "document": _(
            "This file is a text document, not a spreadsheet. Copy its table into a new workbook, save "
            "it as .xlsx and choose that one."
        ),
        "presentation": _(
            "This file is a presentation, not a spreadsheet. Copy its table into a new workbook, save "
            "it as .xlsx and choose that one."
        ),
        "mail": _("This file is an e-mail message. Save its attachment and choose that one."),
        "numbers": _(
            "This file was made by Numbers. Choose File, Export To, Excel in Numbers and choose the "
            "file you get."
        ),
        "database": _(
            "This file is a database. Export the table with the clients as .xlsx or .csv and choose "
            "that one."
        ),
        "archive": _(
            "This file is an archive (such as .zip). Unpack it and choose the list that is in it."
        ),
        "program": _("This file is a program. Choose the spreadsheet with the list of clients."),
        "xlsb": _(
            "This file is an Excel binary workbook (.xlsb). Open it in Excel, save it as .xlsx and "
            "choose that one."
        ),
        "old excel": _(
            "This file was written by a version of Excel from before 1993. Open it, save it as .xlsx "
            "and choose that one."
        ),
        "xml": _(
            "This file is written in XML. Open it in your spreadsheet program, save it as .xlsx and "
            "choose that one."
        ),
        "web page": _(
            "This file is a web page without a table, whatever its name says. Open it in your "
            "spreadsheet program, save it as .xlsx and choose that one."
        ),
    }.get(kind)
