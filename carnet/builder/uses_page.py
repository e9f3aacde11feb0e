"""What the page before a deletion shows: every place that speaks of it, and what becomes of that place."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from carnet.builder.lexicon import Known, Lexicon, choices_of
from carnet.builder.rule_places import WHOLE, Nowhere, part_in
from carnet.builder.saying import Saying, in_words
from carnet.builder.uses import (
    BY_HAND,
    FALLS,
    REWORDED,
    SHORTER,
    STAYS,
    Use,
    gone_with,
    uses_of,
)
from carnet.builder.ways import way_back
from carnet.questionnaires.change_words import FIELDS
from carnet.questionnaires.loading import Document, digest
from carnet.questionnaires.models import Questionnaire

REMEDIES = {
    FALLS: gettext_lazy("Is taken out."),
    BY_HAND: gettext_lazy("Has to be changed by hand first."),
    STAYS: gettext_lazy("Stays as it is."),
}
ASKED_ALWAYS = gettext_lazy("Is taken out: it will always be asked.")
OTHER_FIELDS = {
    "count": gettext_lazy("Number the list is compared with"),
    "person": gettext_lazy("Whose figure it is"),
    "page": gettext_lazy("Shares its page"),
    "choice_if": gettext_lazy("Choices offered if"),
    "if": gettext_lazy("Condition of a code"),
    "check_text": gettext_lazy("Sentence for the client"),
    "warn_text": gettext_lazy("Sentence for the client"),
    "item_label": gettext_lazy("Name of an entry"),
}


@dataclass(frozen=True)
class Line:
    where: str
    field: str
    now: str
    becomes: str
    by_hand: bool
    link: str


class UsesPage:
    def __init__(
        self, questionnaire: Questionnaire, document: Document, part: str, choice: str
    ) -> None:
        self.questionnaire, self.document, self.part = questionnaire, document, part
        owner = part_in(document, part)
        if part == WHOLE or (
            choice and choice not in {one["id"] for one in choices_of(owner, document)}
        ):
            raise Nowhere(part)
        self.gone = gone_with(document, part, choice)
        language, spoken = get_language() or "en", document.get("languages") or ["en"]
        self.language = language if language in spoken else spoken[0]
        self.saying = Saying(Lexicon(Known(document), part, "show_if"), self.language)

    @cached_property
    def uses(self) -> list[Use]:
        return uses_of(self.document, self.gone)

    @property
    def about(self) -> str:
        owner = part_in(self.document, self.part)
        if not self.gone.choice:
            return self.saying.text(owner)
        choice = next(
            one for one in choices_of(owner, self.document) if one["id"] == self.gone.choice
        )
        return f"{self.saying.text(owner)} › {self.saying.text(choice)}"

    @property
    def seen(self) -> str:
        """What was shown, so that nothing else is taken out."""
        return fingerprint(self.uses)

    @property
    def deletable(self) -> bool:
        return all(use.remedy != BY_HAND for use in self.uses)

    @property
    def lines(self) -> list[Line]:
        """What its author has to do comes first."""
        return [self.line(use) for use in sorted(self.uses, key=lambda use: use.remedy != BY_HAND)]

    def line(self, use: Use) -> Line:
        field = use.key.rpartition(".")[2]
        whole = use.part == WHOLE
        where = self.questionnaire.title_in(self.language)
        if not whole:
            where = self.saying.place(part_in(self.document, use.part), use.key)
        link = way_back(self.questionnaire.pk, "" if whole else use.part)
        if use.is_rule:
            link = reverse("builder:rule", args=[self.questionnaire.pk, use.part, use.key])
        said = OTHER_FIELDS.get(field) or FIELDS.get(field) or field
        return Line(where, str(said), self.now(use), self.becomes(use), use.remedy == BY_HAND, link)

    def now(self, use: Use) -> str:
        if use.is_rule:
            return self.in_words(use, use.now)
        named = self.saying.here.items.get(use.now) if use.key in ("count", "person") else None
        return self.saying.text(named) if named else "" if use.key == "page" else use.now

    def in_words(self, use: Use, rule: str) -> str:
        here = Lexicon(self.saying.here.known, use.part, use.key)
        return in_words(here, rule, self.language) or rule

    def becomes(self, use: Use) -> str:
        if use.remedy == SHORTER:
            return _("From then on: %(rule)s.") % {"rule": self.in_words(use, use.new)}
        if use.remedy == REWORDED:
            words = use.new if isinstance(use.new, str) else next(iter(use.new.values()))
            return _("From then on: %(rule)s.") % {"rule": words.rstrip(".")}
        if use.remedy == FALLS and use.key == "show_if":
            return str(ASKED_ALWAYS)
        return str(REMEDIES[use.remedy])


def fingerprint(uses: list[Use]) -> str:
    return digest({"uses": [[use.part, use.key, use.now, use.remedy, use.new] for use in uses]})
