"""What came out of a fault: a figure for people, and what must not have been."""

from dataclasses import dataclass, field


@dataclass
class Told:
    figure: str
    bad: list[str] = field(default_factory=list)

    def none(self, **counts: int) -> "Told":
        """None of these may have happened."""
        self.bad += [f"{count} {name.replace('_', ' ')}" for name, count in counts.items() if count]
        return self

    def must(self, sentence: str, holds: bool) -> "Told":
        self.bad += [] if holds else [f"not {sentence}"]
        return self
