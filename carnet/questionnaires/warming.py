"""Makes the questionnaires in use ready when a web server starts, so that no client waits for it: the large ones
take a second. Beside the requests, never before them; whatever goes wrong is logged, and nothing stops for it."""

import logging
from collections.abc import Callable
from threading import Thread

from django.db import connections

from carnet.core.whose import across_firms
from carnet.questionnaires.models import Questionnaire, QuestionnaireQuerySet

# Fifty are kept ready, see compiled_document; what is opened meanwhile wants room too.
MOST = 30
log = logging.getLogger(__name__)


@across_firms("the questionnaires of every firm are made ready")
def warm_up() -> None:
    """Compile the current revisions, of many firms those of the latest questionnaires."""
    questionnaires = QuestionnaireQuerySet(Questionnaire).in_use().with_current()
    for questionnaire in questionnaires.order_by("-pk")[:MOST]:
        try:
            if revision := questionnaire.current:
                revision.compiled()
        except Exception:
            log.exception("Questionnaire %s could not be made ready.", questionnaire.pk)


def start(work: Callable[[], None] = warm_up) -> Thread:
    """Returns at once."""
    thread = Thread(target=_safely, args=[work], name="warming", daemon=True)
    thread.start()
    return thread


def _safely(work: Callable[[], None]) -> None:
    try:
        work()
    except Exception:
        log.exception("Questionnaires could not be made ready.")
    finally:
        connections.close_all()
