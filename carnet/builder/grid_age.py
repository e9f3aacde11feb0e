"""Which translations are older than what they translate. Knows no database.

A translation was made of the source as it stood when it was last written. That is noted whenever words change in the
builder; for words that came another way, in a file or with an update, the published revisions tell: the first of them
in a row that already had this translation shows the source it was made of.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from carnet.builder.grid import Row, fingerprint


@dataclass(frozen=True)
class Noted:
    """Fingerprints: of the words that were written, and of what the text said in each other language just then."""

    words: str
    beside: Mapping[str, str]


Notes = Mapping[tuple[str, str], Noted]


@dataclass(frozen=True)
class Ages:
    """`notes` by address and language; `history`: the texts of published revisions by address, the newest first;
    `former`: what a part was called before, so that its texts are found under that."""

    notes: Notes
    history: Sequence[Mapping[str, Row]] = ()
    former: Mapping[str, Sequence[str]] | None = None

    def outdated(self, row: Row, language: str, source: str) -> bool:
        if language == source or row.lacks(language) or row.lacks(source):
            return False
        then = self.source_then(row, language, source)
        return bool(then) and then != fingerprint(row.says(source))

    def source_then(self, row: Row, language: str, source: str) -> str:
        """The fingerprint of the source when the translation got its present words; empty when there was none, or
        nobody knows."""
        words = fingerprint(row.says(language))
        for key in self.names(row):
            noted = self.notes.get((key, language))
            if noted and noted.words == words:
                return noted.beside.get(source, "")
        return self.told_by_history(row, language, source)

    def told_by_history(self, row: Row, language: str, source: str) -> str:
        then = ""
        keys = self.names(row)
        for texts in self.history:
            old = next((texts[key] for key in keys if key in texts), None)
            if old is None or old.says(language) != row.says(language):
                break
            then = old.says(source)
        return fingerprint(then)

    def names(self, row: Row) -> list[str]:
        """The address and the former ones."""
        kind, _dot, rest = row.key.partition(".")
        id_, _dot, inner = rest.partition(".")
        old = (self.former or {}).get(id_, ()) if kind == "items" else ()
        return [row.key, *(f"items.{one}.{inner}" for one in old)]


def noted(row: Row, language: str) -> Noted:
    """What is to be kept now that this text was written, or found right, in this language."""
    beside = {code: fingerprint(words) for code, words in row.words.items() if code != language}
    return Noted(fingerprint(row.says(language)), beside)


def rewritten(before: Mapping[str, Row], after: Mapping[str, Row]) -> list[tuple[Row, str]]:
    """The texts that say something else now, each with the language in which they do."""
    return [
        (row, language)
        for key, row in after.items()
        for language, words in row.words.items()
        if key not in before or before[key].says(language) != words
    ]
