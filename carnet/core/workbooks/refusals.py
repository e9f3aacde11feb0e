"""Why a file or a sheet cannot be read, as the child tells it: the name of an exception and its details."""

from carnet.core.child_work import Told


class Foreign(Told):
    """Something else than a list; `kind` says what (a key of FOREIGN in sentences.py)."""


class Protected(Told):
    """Asks for a password."""


class Incomplete(Told):
    """Ends in the middle."""


class Damaged(Told):
    """Is a workbook by its name, but no reader understands it."""


class TooBig(Told):
    """Unpacks to more than any list."""


class TooMuch(Told):
    """Holds more cells or characters than are read."""


class Suspicious(Told):
    """Definitions, repeated or overlapping parts: nothing a spreadsheet program writes into a list."""


class TooManySheets(Told):
    """`count` of them."""


class TooDeep(Told):
    """The rows go down to `cell`, beyond what is read."""


class TooWide(Told):
    """The columns go out to `cell`, beyond what is read."""


class UnclosedQuote(Told):
    """A quotation mark opened in row `line` swallows what follows."""
