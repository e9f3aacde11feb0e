"""Edits of one rule and of the texts beside it: pure functions for `drafts.change`. Each refuses to undo what a
colleague has done since the page was shown."""

from collections.abc import Callable, Mapping

from django.utils.translation import gettext as _

from carnet.builder.refused import Refused
from carnet.builder.rule_page import Words, seen
from carnet.builder.rule_places import Nowhere, opened, part_in, value_at, with_rule
from carnet.firms.models import Colleague
from carnet.questionnaires.loading import Document
from carnet.questionnaires.models import Revision

Alter = Callable[[Document], Document]


def setting(part: str, key: str, rule: str | bool, was: str, who: str) -> Alter:
    """`was` is what the page showed, `who` the colleague who edited last."""

    def alter(document: Document) -> Document:
        try:
            if seen(document, part, key) != was:
                raise Refused(meanwhile(who))
            if value_at(document, part, key) == rule:
                return document
            return with_rule(document, part, key, rule)
        except Nowhere as error:
            raise Refused(gone()) from error

    return alter


def wording(part: str, shown: list[Words], typed: Mapping[str, str], who: str) -> Alter:
    """The texts that were typed; those left as they were shown stay as they are now."""

    def alter(document: Document) -> Document:
        try:
            changed = opened(document, part)
            owner = part_in(changed, part)
        except Nowhere as error:
            raise Refused(gone()) from error
        for words in shown:
            new = typed.get(words.field, words.text).strip()
            if new != words.text:
                word(owner, words, new, changed["languages"], who)
        return changed

    return alter


def word(owner: Document, words: Words, new: str, languages: list[str], who: str) -> None:
    said = owner.get(words.name) or {}
    spoken = {languages[0]: said} if isinstance(said, str) else dict(said)
    if spoken.get(words.language, "") != words.text:
        raise Refused(meanwhile(who))
    spoken.pop(words.language, None)
    if new:
        spoken[words.language] = new
    owner[words.name] = spoken
    if not spoken:
        del owner[words.name]


def last_editor(draft: Revision | None, part: str, by: Colleague) -> str:
    """The other colleague who changed this part last, or anything where none is named; empty where nobody is
    known."""
    if draft is None:
        return ""
    edits = draft.edits.filter(undone_at=None).exclude(by=by).select_related("by")
    last = (edits.filter(part__in=(part, "")) if part else edits).last()
    return str(last.by) if last and last.by else ""


def meanwhile(who: str) -> str:
    if who:
        return _("%(name)s changed this a moment ago. This is how it stands now.") % {"name": who}
    return _("This was changed a moment ago. This is how it stands now.")


def gone() -> str:
    return _("This is no longer part of the questionnaire.")
