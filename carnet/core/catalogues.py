"""Collects every sentence of the product and keeps the catalogues in locale/ complete.

Works with Babel alone, so that it runs on a machine without GNU gettext. Knows nothing of what the
sentences say.
"""

import re
from ast import literal_eval
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

FUNCTIONS = (
    *("_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"),
    *("pgettext", "pgettext_lazy", "npgettext"),
)
STRING = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
CALL = re.compile(
    rf"(?<!\w)(_|n?p?gettext)\(\s*u?{STRING}(?:\s*,\s*u?{STRING})?(?:\s*,\s*u?{STRING})?"
)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")

Identity = tuple[str, str, str]  # context, singular, plural
Sentences = dict[Identity, list["Sentence"]]


@dataclass(frozen=True)
class Sentence:
    context: str
    singular: str
    plural: str
    place: str

    @property
    def identity(self) -> Identity:
        return self.context, self.singular, self.plural


def sentences(root: Path) -> Sentences:
    """Every sentence under carnet/ and config/, with all places where it stands."""
    found: Sentences = {}
    for file in sorted([*root.glob("carnet/**/*.py"), *root.glob("config/*.py")]):
        for sentence in _in_python(file, str(file.relative_to(root))):
            found.setdefault(sentence.identity, []).append(sentence)
    for file in sorted(path for path in root.glob("carnet/*/templates/**/*") if path.is_file()):
        for sentence in _in_template(file.read_text(), str(file.relative_to(root))):
            found.setdefault(sentence.identity, []).append(sentence)
    return found


def _in_python(file: Path, place: str) -> Iterator[Sentence]:
    with file.open("rb") as source:
        # Line, function, words, comments; its annotation promises something else.
        calls: Any = extract_python(source, dict.fromkeys(FUNCTIONS), [], {})
        for _line, function, words, _comments in calls:
            texts = [word for word in (words if isinstance(words, tuple) else (words,)) if word]
            if texts:
                yield _sentence(function, texts, place)


def _in_template(text: str, place: str) -> Iterator[Sentence]:
    for match in CALL.finditer(templatize(text)):
        texts = [literal_eval(word) for word in match.groups()[1:] if word]
        yield _sentence(match[1], texts, place)


def _sentence(function: str, texts: list[str], place: str) -> Sentence:
    context = texts.pop(0) if "pgettext" in function else ""
    plural = texts[1] if function.startswith("n") and len(texts) > 1 else ""
    return Sentence(context, texts[0], plural, place)


def catalogue_file(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def load(file: Path, language: str) -> Catalog:
    if not file.exists():
        return Catalog(locale=language)
    with file.open("rb") as source:
        return read_po(source, locale=language)


def collect(root: Path, language: str, wanted: Sentences) -> None:
    """Write the catalogue anew: all sentences of today, with the translations there were."""
    file = catalogue_file(root, language)
    former = load(file, language)
    fresh = Catalog(locale=language, project="Carnet", fuzzy=False, charset="utf-8")
    for (context, singular, plural), places in sorted(wanted.items()):
        known = former.get((singular, plural) if plural else singular, context or None)
        flags = {"python-format"} if "%(" in singular else set()
        fresh.add(
            (singular, plural) if plural else singular,
            known.string if known else None,
            locations=[(place, 0) for place in sorted({s.place for s in places})],
            flags=flags | ({"fuzzy"} if known and known.fuzzy else set()),
            context=context or None,
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("wb") as target:
        write_po(target, fresh, width=100, sort_by_file=True, include_lineno=False)


def compile_all(root: Path) -> int:
    """Turn each .po into the .mo that Django reads; return how many."""
    files = sorted(root.glob("locale/*/LC_MESSAGES/django.po"))
    for file in files:
        catalogue = load(file, file.parts[-3])
        with file.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)
    return len(files)


def problems(root: Path, language: str, wanted: Sentences) -> list[str]:
    """What is missing, unsure, left over or mangled in one catalogue, a line each."""
    catalogue = load(catalogue_file(root, language), language)
    held = {_identity(message): message for message in catalogue if message.id}
    lines = [f"missing: {key[1]!r} ({wanted[key][0].place})" for key in wanted if key not in held]
    lines += [f"no longer used: {key[1]!r}" for key in held if key not in wanted]
    for message in held.values():
        lines += _faults(message)
    return lines


def _identity(message: Message) -> Identity:
    singular, plural = (message.id, "") if isinstance(message.id, str) else message.id
    return message.context or "", singular, plural


def _faults(message: Message) -> Iterator[str]:
    _context, singular, plural = _identity(message)
    texts = [message.string or ""] if isinstance(message.string, str | None) else message.string
    if message.fuzzy:
        yield f"unsure (fuzzy): {singular!r}"
    if not all(texts):
        yield f"not translated: {singular!r}"
        return
    allowed = [_placeholders(singular), _placeholders(plural)]
    for text in texts:
        if _placeholders(text) not in allowed:
            yield f"other placeholders: {singular!r} → {text!r}"


def _placeholders(text: str) -> set[str]:
    return {first or second for first, second in PLACEHOLDER.findall(text)}
