"""Client lists as other programs and small firms have them, each with what importing it must give.

They are built when they are asked for: the expectation by `layout`, the file by its `data`.
"""

from functools import cache

from tests.files.layouts.abroad import ABROAD
from tests.files.layouts.belgian import BELGIAN
from tests.files.layouts.bookkeeping import BOOKKEEPING
from tests.files.layouts.cards import CARDS
from tests.files.layouts.contacts import CONTACTS
from tests.files.layouts.couples import COUPLES
from tests.files.layouts.home_made import HOME_MADE
from tests.files.layouts.home_values import HOME_VALUES
from tests.files.layouts.listing import Layout
from tests.files.layouts.odd_files import ODD_FILES
from tests.files.layouts.practice import PRACTICE

MAKERS = (
    *(*BELGIAN, *ABROAD, *CONTACTS, *CARDS, *PRACTICE, *HOME_MADE, *HOME_VALUES),
    *(*COUPLES, *ODD_FILES, *BOOKKEEPING),
)


BY_NAME = {make.__name__: make for make in MAKERS}


@cache
def layout(name: str) -> Layout:
    """By the name of what makes it, such as `octopus`."""
    return BY_NAME[name]()


def layouts() -> list[Layout]:
    return [layout(name) for name in BY_NAME]
