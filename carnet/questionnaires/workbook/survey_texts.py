"""The texts of an XLSForm: in all its languages, with answers repeated in our way."""

import re
from collections.abc import Callable, Mapping
from re import Match

from django.utils.translation import gettext as _
from django.utils.translation import override

from carnet.questionnaires.workbook.columns import Column
from carnet.questionnaires.workbook.sheets import Heard, Row
from carnet.questionnaires.workbook.xpath import Asked

REPEATED = re.compile(r"\$\{\s*([\w.-]+)\s*\}")


class Texts:
    def __init__(self, languages: list[str], heard: Heard, asked: Mapping[str, Asked]) -> None:
        self.languages = languages
        self.heard = heard
        self.asked = asked

    def of(self, row: Row, key: str) -> dict[str, str]:
        """A text without a language is in the first one."""
        found: dict[str, str] = {}
        for column, text in row.cells.items():
            if column.key == key:
                language = column.language or self.languages[0]
                found.setdefault(language, self.repeating(row, column, text.strip()))
        return {language: found[language] for language in self.languages if language in found}

    def said(self, say: Callable[[], str]) -> dict[str, str]:
        """What we say ourselves, in all languages."""
        found = {}
        for language in self.languages:
            with override(language):
                found[language] = say()
        return found

    def repeating(self, row: Row, column: Column, text: str) -> str:
        def ours(match: Match[str]) -> str:
            if match[1] in self.asked:
                return f"{{{{ {self.asked[match[1]].id} }}}}"
            self.heard.warn(
                row.at(column),
                _("“%(name)s” is no question that is taken over.") % {"name": match[1]},
            )
            return "…"

        return REPEATED.sub(ours, text)
