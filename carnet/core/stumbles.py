"""How a fault is logged that may hold what nobody is to read in a log: a key in an address, a client's name."""

import traceback


def place_of(problem: BaseException) -> str:
    """What it is and where it came up, without its message."""
    return f"{type(problem).__name__}\n" + "".join(traceback.format_tb(problem.__traceback__))
