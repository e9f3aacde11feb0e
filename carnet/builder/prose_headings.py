"""Which lines of a list head others, which only tell something. Pure."""

from collections.abc import Sequence

from carnet.builder import prose_words as words
from carnet.builder.prose_conditions import told
from carnet.builder.prose_kinds import guess
from carnet.builder.prose_lines import Line

SHORT, BRIEF, VERY_SHORT = 8, 6, 2
MOSTLY = 0.6


class Shape:
    """What is usual in this list."""

    def __init__(self, lines: Sequence[Line], language: str) -> None:
        self.lines, self.language = lines, language
        count = max(1, len(lines))
        self.numbered = sum(bool(line.key or line.bullet) for line in lines) > MOSTLY * count
        self.asking = sum(asks(line) for line in lines) > MOSTLY * count
        self.short = False
        # One or two words head others only where nothing clearer does.
        self.short = sum(bool(self.heading(at)) for at in range(len(lines))) < 2

    def heading(self, at: int) -> str:
        """By what this line heads others; "" when it does not."""
        line = self.lines[at]
        size = len(line.first.split())
        if asks(line) or line.answers or line.bullet or size > 10 or line.first.endswith("."):
            return ""
        if words.NOTICE.match(line.first):
            return ""
        following = self.lines[at + 1] if at + 1 < len(self.lines) else None
        if following is None:
            return ""
        if words.PART.match(line.first):
            return "part"
        if in_capitals(line.first):
            return "capitals"
        if size > SHORT or words.EACH.match(line.first):
            return ""
        if line.heads:
            return "number"
        return self.by_place(line, following, size)

    def by_place(self, line: Line, following: Line, size: int) -> str:
        if line.key:
            inner = following.key[:-1] == line.key and len(following.key) > len(line.key)
            return "number" if inner and following.key[-1].isdigit() else ""
        if line.alone and line.depth == 0:
            return "alone"
        if line.depth or self.noun(line) in ("file", "long_text", "yes_no"):
            return ""
        if size <= BRIEF and ((line.gap and not following.gap) or self.numbered):
            return "alone"
        short = size <= VERY_SHORT or (self.asking and size <= 4)
        return (
            "short"
            if self.short and short and not self.noun(line) and not is_brief(following)
            else ""
        )

    def noun(self, line: Line) -> str:
        """The kind its words alone speak of."""
        found = guess(line.first, self.language)
        return found.kind if found.found else ""

    def title(self, at: int) -> bool:
        """The first line, when it names the list or stands above a heading."""
        if at > 1 or asks(self.lines[at]) or len(self.lines) < at + 2:
            return False
        if at == 1:  # the firm's name may stand above
            return (
                is_named(self.lines[1]) and not is_named(self.lines[0]) and not asks(self.lines[0])
            )
        line, following = self.lines[0], self.lines[1]
        if line.answers or line.key or len(line.first.split()) > 14:
            return False
        named = is_named(line)
        plain = len(line.first.split()) <= SHORT and not self.noun(line)
        return named or (plain and bool(self.heading(1) or following.gap))

    def tells(self, line: Line) -> bool:
        """A sentence that asks nothing."""
        if asks(line) or line.answers or line.condition:
            return False
        if words.NOTICE.match(line.first):
            return True
        found = guess(line.first, self.language)
        sentence = line.first.endswith((".", "!")) and len(line.first.split()) > 7
        return sentence and not found.found


def is_named(line: Line) -> bool:
    """Does it call itself a questionnaire?"""
    if line.answers or line.key or len(line.first.split()) > 14 or line.first.endswith((".", ",")):
        return False
    return bool(words.TITLE.search(line.first))


def asks(line: Line) -> bool:
    return "?" in line.first or bool(line.condition) or told(line.first) is not None


def in_capitals(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) > 4 and all(letter.isupper() for letter in letters)


def is_brief(line: Line) -> bool:
    return len(line.first.split()) <= VERY_SHORT and not line.answers and "?" not in line.first
