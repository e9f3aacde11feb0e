"""Software that does not say publicly how its fields are called: what a connector assumes, field by field, for a person
to see beside what really comes and to correct (fields_views.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol


@dataclass(frozen=True)
class Named:
    """A field of ours and the names under which its value is looked for, in this order.

    `key` is one of clients/record.py, or one the connector makes something else of. `seen`: publicly stated, or read in
    public code that works; otherwise assumed. `meanings`: what its values may mean (key, words), where they are codes.
    """

    key: str
    label: Any  # a lazy translation
    names: tuple[str, ...] = ()
    seen: bool = False
    meanings: Sequence[tuple[str, Any]] = ()
    masked: bool = False


class NamesFields(Protocol):
    """A connector that takes corrections. They are kept as `Connection.mapping`:
    {"names": {field: name}, "meanings": {field: {value: meaning}}}; an empty name: not taken."""

    fields: Sequence[Named]

    def sample(self, session: Any) -> Sequence[Any]:
        """A few clients, each as JSON holds what was said of them. May raise Trouble."""

    def names_in(self, sample: Sequence[Any]) -> Mapping[str, str]:
        """Every name that occurs, and a value that stands there."""

    def readable(self, name: str) -> bool:
        """Is it written as names are?"""

    def found(self, data: Any, name: str) -> list[str]:
        """The values that stand under a readable name."""

    def reading(self, mapping: Mapping[str, Any]) -> "Reads":
        """How clients are read with these corrections."""


class Reads(Protocol):
    def concerns(self, data: Any, key: str) -> bool:
        """Has this client such a field at all? A company has no first name."""

    def names(self, key: str) -> Sequence[str]:
        """Under which the field's value is looked for: the corrected one, or the usual ones."""

    def meaning(self, key: str, value: str, name: str) -> str:
        """Which of the field's meanings a value under this name has; nothing where nobody knows."""
