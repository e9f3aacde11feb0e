"""What a save answers: to the script as JSON, and to whoever works without it as words at the fields."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from carnet.builder.fields import Words
from carnet.builder.outline_page import Again, Page
from carnet.builder.saving import SEEN, Saving


def reply_to(page: Page, saving: Saving, now: datetime) -> dict[str, object]:
    signs = {one.name: one.seen for group in page.groups for one in group.controls}
    kept = {name: sign for name, sign in signs.items() if SEEN + name in saving.posted}
    return {
        "line": line_of(saving, now),
        "signs": {name: sign for name, sign in kept.items() if name not in saving.problems},
        "clashes": {
            name: {"sentence": sentence_of(page, theirs), "theirs": list(theirs)}
            for name, theirs in saving.clashes.items()
        },
        "problems": saving.problems,
        "label": page.label,
        "undo": page.undo_words,
        "redo": page.redo_words,
    }


def line_of(saving: Saving, now: datetime) -> str:
    if saving.clashes or saving.problems:
        return _("Not everything is saved: look at the marked fields.")
    moment = date_format(timezone.localtime(now), "TIME_FORMAT")
    return _("Saved %(time)s") % {"time": moment}


def sentence_of(page: Page, theirs: Words) -> str:
    """Who changed it meanwhile, as far as that is known, and to what."""
    edits = page.draft.edits.filter(part=page.address, undone_at=None).exclude(by=page.by)
    last = edits.select_related("by").last()
    words = ", ".join(word for word in theirs if word) or "–"
    if last is None or last.by is None:
        return _("This was changed meanwhile to “%(words)s”. Yours is not saved.") % {
            "words": words
        }
    return _("%(name)s changed this meanwhile to “%(words)s”. Yours is not saved.") % {
        "name": str(last.by),
        "words": words,
    }


def shown_again(page: Page, saving: Saving) -> dict[str, Again]:
    """What was typed, with what is the matter with it; saved once more, it counts."""
    clashed = {name: sentence_of(page, theirs) for name, theirs in saving.clashes.items()}
    return {
        name: Again(saving.words(name, saving.settings[name]), sentence)
        for name, sentence in (clashed | saving.problems).items()
    }
