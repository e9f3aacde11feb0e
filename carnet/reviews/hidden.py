"""The questions a client is not asked, each with why, in words. Reads a desk and writes nothing."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from carnet.answers.form import switched_off
from carnet.answers.summary import Line
from carnet.questionnaires.asking import ESCAPE_WORDS, escape_words
from carnet.questionnaires.kinds import KINDS, fits, show
from carnet.questionnaires.outcome import Instance, State
from carnet.questionnaires.reasons import Reasons
from carnet.reviews.desk import Desk, Row


def hidden_rows(desk: Desk) -> list[Row]:
    """In the order of the questionnaire; nothing in them can be judged."""
    return list(_rows(desk))


def _rows(desk: Desk) -> Iterator[Row]:
    outcome, off = desk.standing.outcome, switched_off(desk.dossier)
    speaker = Reasons(outcome, desk.dossier.facts, desk.language)
    for section in outcome.sections:
        for one in section.instances:
            if not one.shown and one.wants_a_word:
                off_because = left_out(one, off)
                short, whole = (off_because, off_because) if off_because else why(speaker, one)
                line = _line(desk, one)
                yield Row(line, section.section.id, one, judged=False, because=whole, now=short)


def _line(desk: Desk, one: Instance) -> Line:
    outcome, item = desk.standing.outcome, one.item
    group = outcome.label(item.list_id, one.entry, desk.language) if one.entry else ""
    question = outcome.wording(one, item.text, desk.language) or item.id
    return Line(one.path, question, kept_answer(one, desk.language), "", group=group)


def kept_answer(one: Instance, language: str) -> str:
    """What was answered before the question went away; it counts for nothing now."""
    if one.given.status in ESCAPE_WORDS:
        return escape_words(one.given, language)
    value = one.given.value
    if value is None or KINDS[one.item.kind].uploads or not fits(one.item, value):
        return ""
    return show(one.item, value, language)


def left_out(one: Instance, off: Mapping[str, Mapping[str, Any]]) -> str:
    known = off.get(one.item.id) or off.get(one.item.list_id)
    return _("Left out for this client: %(reason)s") % known if known else ""


def why(speaker: Reasons, one: Instance) -> tuple[str, str]:
    """The answers that decide, “Do you let a property?”: No; and the whole sentence with them."""
    found = speaker.why(one)
    if not found:
        return "", ""
    last = found[-1]
    now = "; ".join(
        _("“%(what)s”: %(answer)s") % {"what": each.what, "answer": each.now}
        for each in last.deciding
    )
    begin = _("Cannot be decided yet.") if one.state is State.PENDING else ""
    return now or last.sentence, " ".join(filter(None, (begin, last.sentence, now)))
