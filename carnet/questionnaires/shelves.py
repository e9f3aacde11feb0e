"""What was worked out before, kept for when it is asked again, a bounded number of things."""

from collections.abc import Hashable
from typing import Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Shelf(Generic[Key, Value]):
    """A full one begins anew, which several threads may do at once: whoever finds nothing works it out again."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.kept: dict[Key, Value] = {}

    def get(self, key: Key) -> Value | None:
        return self.kept.get(key)

    def keep(self, key: Key, value: Value) -> Value:
        if len(self.kept) >= self.most:
            self.kept.clear()
        self.kept[key] = value
        return value
