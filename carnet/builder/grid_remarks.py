"""What is to be said of a translation beside its source: the answers it repeats must be the same. Knows no database."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from carnet.questionnaires.definition import PLACEHOLDER, repeated
from carnet.questionnaires.rules import did_you_mean


def remarks(source: str, words: str) -> list[str]:
    """A sentence for each placeholder that was lost or is none of the source's; none for what is not written yet."""
    if not source or not words or not ("{" in source or "{" in words or "}" in words):
        return []
    ours, theirs = dict.fromkeys(repeated(words)), dict.fromkeys(repeated(source))
    lost = [name for name in theirs if name not in ours]
    return [*unknown(ours, lost, list(theirs)), *left_out(lost), *torn(words)]


def unknown(ours: dict[str, None], lost: list[str], theirs: list[str]) -> Iterator[str]:
    for name in ours:
        if name not in theirs:
            yield _("The source does not say %(name)s.%(guess)s") % {
                "name": braced(name),
                "guess": did_you_mean(name, lost or theirs),
            }


def left_out(lost: list[str]) -> Iterator[str]:
    for name in lost:
        yield _("%(name)s is missing; copy it from the source as it stands.") % {
            "name": braced(name)
        }


def torn(words: str) -> Iterator[str]:
    """Braces that are no placeholder: clients would see them."""
    rest = PLACEHOLDER.sub("", words)
    if "{" in rest or "}" in rest:
        yield _(
            "An answer is repeated with two braces on each side and a name in small letters: {{ name }}."
        )


def braced(name: str) -> str:
    return "{{ " + name + " }}"
