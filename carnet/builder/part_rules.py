"""The rules of the opened part, as lines of its page: each as a sentence, where it is one."""

from dataclasses import dataclass
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from carnet.builder.lexicon import Known, Lexicon
from carnet.builder.rule_places import WHOLE, rule_at
from carnet.builder.saying import in_words
from carnet.questionnaires.kinds import KINDS
from carnet.questionnaires.loading import Document
from carnet.questionnaires.reading import FITS

# They are written on a page of their own.
LABELS = {
    "show_if": _("Asked only if"),
    "required": _("Must be answered when"),
    "value": _("Calculated as"),
    "check": _("Accepted if"),
    "warn_if": _("Warns if"),
    "choice_if": _("Offers only choices for which"),
}
OF_WHOLE = {
    "declaration.if": _("Both sign when"),
    "form.joint": _("Two columns when"),
    "form.partner_left": _("The partner stands left when"),
}


@dataclass(frozen=True)
class RuleLine:
    """`words` is empty where `text` is more than a sentence can say."""

    key: str
    label: str
    text: str
    words: str


class PartRules:
    """Of one document, in one language of its own."""

    def __init__(self, document: Document, language: str) -> None:
        self.document, self.language = document, language

    @cached_property
    def known(self) -> Known:
        return Known(self.document)

    def words(self, part: str, key: str, rule: str) -> str:
        return in_words(Lexicon(self.known, part, key), rule, self.language) if rule else ""

    def lines(self, part: str, kind: str) -> list[RuleLine]:
        """Those that this part has, or may have; `kind` is that of a question."""
        labels = OF_WHOLE if part == WHOLE else {key: LABELS[key] for key in fitting(kind)}
        found = []
        for key, label in labels.items():
            text = rule_at(self.document, part, key)
            found.append(RuleLine(key, str(label), text, self.words(part, key, text)))
        return found


def fitting(kind: str) -> list[str]:
    known = KINDS.get(kind)
    fits = [key for key in LABELS if known and (key not in FITS or FITS[key](known))]
    return fits or ["show_if"]
