"""What a check may need to know of the rest of the row and of the firm."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class About:
    country: str
    nationality: str
    today: date
