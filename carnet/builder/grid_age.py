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
        keys = self.names(row)
        if (noted := self.note_of(row, keys, language)) is not None:
            then = noted.beside.get(source, "")
            return bool(then) and then != fingerprint(row.says(source))
        seen = self.told_by_history(row, keys, language, source)
        return bool(seen) and seen != row.says(source)

    def note_of(self, row: Row, keys: Sequence[str], language: str) -> Noted | None:
        """What was noted when the translation got its present words; None where that was not in the builder."""
        for key in keys:
            found = self.notes.get((key, language))
            if found and found.words == fingerprint(row.says(language)):
                return found
        return None

    def told_by_history(self, row: Row, keys: Sequence[str], language: str, source: str) -> str:
        """The source when the translation got its present words; empty when nobody knows."""
        then = ""
        for texts in self.history:
            old = next((texts[key] for key in keys if key in texts), None)
            if old is None or old.says(language) != row.says(language):
                break
            then = old.says(source)
        return then

    def names(self, row: Row) -> Sequence[str]:
        """The address and the former ones."""
        if not self.former or not row.part.startswith("items."):
            return (row.key,)
        kind, id_, *inner = row.key.split(".")
        old = self.former.get(id_, ()) if kind == "items" else ()
        return [row.key, *(".".join((kind, one, *inner)) for one in old)]


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
