"""Which column of a sheet holds what: the questions in which language, answers, conditions, remarks. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from carnet.builder import prose_words as words
from carnet.builder.prose_answers import answers
from carnet.builder.prose_numbers import is_number

Cells = tuple[str, ...]
NEAR_THE_TOP = 12
# A second column of questions stands beside most of the first one's and is about as long.
BESIDE, AS_LONG = 0.6, 0.45
MOST = 0.5


@dataclass
class Columns:
    """`head` is the position of the row of headers, -1 without one. `questions` goes from language to column;
    `roles` has the others. `shared`: most questions have something beside them."""

    head: int
    questions: dict[str, int]
    roles: dict[int, str] = field(default_factory=dict)
    shared: bool = False

    def of(self, role: str) -> list[int]:
        return [column for column, one in self.roles.items() if one == role]


def columns_of(rows: Sequence[Cells]) -> Columns:
    head, headed = header(rows)
    body = rows[head + 1 :]
    width = max(map(len, rows), default=0)
    filled = {column: texts(body, column) for column in range(width)}
    questions = spoken(headed, filled)
    taken = set(questions.values())
    roles = {column: role for column, role in headed.items() if column not in taken}
    first = min(taken, default=0)
    for column in range(width):
        if column not in taken and column not in roles and filled[column]:
            roles[column] = role_of(filled[column], left=column < first)
    return Columns(head, questions, roles, is_shared(body, taken))


def header(rows: Sequence[Cells]) -> tuple[int, dict[int, str]]:
    """Its position and what it says, or -1 and nothing."""
    for at, row in enumerate(rows[:NEAR_THE_TOP]):
        found = {column: role for column, cell in enumerate(row) if (role := headed_by(cell))}
        filled = [cell for cell in row if cell]
        asks = any(role.startswith("question") for role in found.values())
        if len(found) >= 2 and asks and 2 * len(found) >= len(filled):
            return at, found
        if len(filled) == 1 and words.ONLY_QUESTIONS.fullmatch(filled[0]):
            return at, found
    return -1, {}


def headed_by(cell: str) -> str:
    """The role a header gives its column: "question", "question fr", "choices" …; "" for none."""
    if len(cell) > 60 or "?" in cell:
        return ""
    role = next((one for one, pattern in words.HEADERS.items() if pattern.fullmatch(cell)), "")
    if role and role != "question":
        return role
    language = next((one for one, named in words.SPOKEN.items() if named.fullmatch(cell)), "")
    return f"question {language}".strip() if role or language else ""


def spoken(headed: Mapping[int, str], filled: Mapping[int, list[str]]) -> dict[str, int]:
    """The columns of questions, by language."""
    said = [column for column, role in headed.items() if role.startswith("question")]
    named = {headed[column][9:] or language_of(filled[column]): column for column in reversed(said)}
    if said:
        return dict(sorted(named.items(), key=lambda one: one[1]))
    free = [column for column in filled if column not in headed and filled[column]]
    if not free:
        return {}
    main = max(free, key=lambda column: weight(filled[column]))
    found = {language_of(filled[main]): main}
    for column in free:
        if column != main and is_like(filled[column], filled[main]):
            found.setdefault(language_of(filled[column]), column)
    return dict(sorted(found.items(), key=lambda one: one[1]))


def weight(cells: list[str]) -> int:
    return sum(len(cell) + 40 * cell.count("?") for cell in cells if not is_number(cell))


def is_like(cells: list[str], main: list[str]) -> bool:
    """The same questions in another language?"""
    long, other = sum(map(len, main)), sum(map(len, cells))
    beside = len(cells) >= BESIDE * len(main)
    return beside and other >= AS_LONG * long and language_of(cells) != language_of(main)


def role_of(cells: list[str], *, left: bool) -> str:
    """What stands in a column that nobody named."""
    if most(cells, is_number):
        return "number"
    if most(cells, lambda cell: bool(words.IF_YES.match(cell) or words.IF_NO.match(cell))):
        return "condition"
    if most(cells, lambda cell: bool(answers(cell))):
        return "choices"
    if left:
        return "section" if len(set(cells)) < len(cells) else "beside"
    return "help" if len(cells) < 3 or sum(map(len, cells)) > 12 * len(cells) else "beside"


def most(cells: list[str], holds) -> bool:
    return sum(map(holds, cells)) > MOST * len(cells)


def is_shared(body: Sequence[Cells], taken: set[int]) -> bool:
    asked = [row for row in body if any(column < len(row) and row[column] for column in taken)]
    beside = [
        row for row in asked if any(cell for column, cell in enumerate(row) if column not in taken)
    ]
    return len(beside) > MOST * len(asked)


def texts(rows: Sequence[Cells], column: int) -> list[str]:
    return [row[column] for row in rows if column < len(row) and row[column]]


def language_of(cells: Sequence[str]) -> str:
    """By small words and letters; French where nothing tells, the first language of the office."""
    said = Counter(
        word for cell in cells for word in cell.lower().replace("’", "'").replace("'", " ").split()
    )
    text = " ".join(cells).lower()

    def sign(language: str) -> int:
        small = sum(said[word] for word in words.SMALL[language].split())
        return 2 * small + sum(text.count(letter) for letter in words.MARKS[language])

    return max(words.LANGUAGES, key=sign)
