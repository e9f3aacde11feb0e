"""What a single dossier's fault means: it is set aside with a mark and told to the office, and nobody waits for it.

The message of an error may repeat an answer, so the log gets only what kind it was and where it happened.
"""

import logging
from traceback import extract_tb

from django.db import InterfaceError, OperationalError

from carnet.answers.models import Fault
from carnet.campaigns.models import WrongState
from carnet.core.crypto import SealBroken

log = logging.getLogger(__name__)

# Not the dossier's fault: the database is away or busy, or somebody else was first. The worker's next round
# finds everything as it was.
PASSING = (OperationalError, InterfaceError, WrongState)
FRAMES = 6


def fault_of(error: Exception) -> Fault:
    return Fault.UNREADABLE if isinstance(error, SealBroken) else Fault.UNEXPECTED


def report(what: str, error: Exception, *, dossier: int, revision: int) -> None:
    log.error("dossier %s %s revision %s: %s", dossier, what, revision, where(error))


def where(error: Exception) -> str:
    """Its type, and from the innermost on the functions it came through."""
    frames = extract_tb(error.__traceback__)[-FRAMES:]
    places = " < ".join(f"{one.name}:{one.lineno}" for one in reversed(frames))
    return f"{type(error).__name__} in {places}"
