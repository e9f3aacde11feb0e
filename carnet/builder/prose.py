"""A firm's list of questions in prose, one a row, as a proposed questionnaire. Pure; everything in it can be corrected.

Each line becomes a section, a question, a note, or goes: what it is and when it is asked are guesses, and each says by
what it was made and whether it is sure.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from carnet.builder import prose_words as words
from carnet.builder.prose_answers import Answers
from carnet.builder.prose_conditions import Told, ancestors, in_column, told
from carnet.builder.prose_headings import Shape
from carnet.builder.prose_kinds import Guess, guess
from carnet.builder.prose_lines import Line, Row, Words, lines_of
from carnet.builder.prose_numbers import Key

SECTION, TITLE, LEFT_OUT = "section", "title", ""
# What is left of a line that only says when the lines below it are asked: "Si oui, complétez :".
ONLY_IF = 3


@dataclass(frozen=True)
class Proposed:
    """`kind` is a type of question, "section", "title", or "" for left out. `when` and `inside` are positions: of the
    question it hangs on with the `answer` this has, and of the list whose entries it is asked of.
    `because` says by what the kind was told, `found` in which words; `condition` are the words of its condition."""

    row: int
    kind: str
    words: Words
    help: Words = field(default_factory=dict)
    staff: str = ""
    choices: tuple[str, ...] = ()
    format: str = ""
    when: int | None = None
    answer: str = "yes"
    inside: int | None = None
    because: str = "words"
    found: str = ""
    condition: str = ""
    sure: bool = True
    key: Key = ()
    depth: int = 0


@dataclass(frozen=True)
class Proposal:
    languages: tuple[str, ...]
    title: str
    lines: tuple[Proposed, ...]

    @property
    def questions(self) -> int:
        return sum(one.kind not in (SECTION, TITLE, LEFT_OUT, "note") for one in self.lines)


Sheets = Sequence[tuple[str, Sequence[Row]]]


def propose(sheets: Sheets, spoken: Mapping[str, str] | None = None) -> Proposal:
    """Of one or several sheets, each with its name; the names head their lines when there are several. `spoken`
    corrects the languages: the one found, and the one it is."""
    lines: list[Line] = []
    for name, rows in sheets:
        found = lines_of(rows, spoken or {})
        head = (
            [Line(0, {next(iter(found[0].words)): name}, heads=True)]
            if found and len(sheets) > 1
            else []
        )
        lines += head + found
    languages = tuple(dict.fromkeys(language for line in lines for language in line.words))
    main = max(languages, key=lambda one: sum(one in line.words for line in lines), default="fr")
    maker = Maker(lines, main)
    maker.make()
    title = next(
        (one.words[main] for one in maker.made if one.kind == TITLE and main in one.words), ""
    )
    ordered = (main, *(one for one in languages if one != main))
    return Proposal(ordered, title, tuple(maker.made))


class Maker:
    """Goes through the lines once; what it made so far decides what a line hangs on."""

    def __init__(self, lines: Sequence[Line], language: str) -> None:
        self.lines, self.language = lines, language
        self.shape = Shape(lines, language)
        self.made: list[Proposed] = []
        self.section = ""
        # A line that says for those below it when they are asked; a list whose entries those below are asked of;
        # a question whose choices those below are. Each with the depth it stands at.
        self.pending: tuple[Told, int] | None = None
        self.list: tuple[int, int] | None = None

    def make(self) -> None:
        for at, line in enumerate(self.lines):
            self.leave(line)
            if line.section and line.section != self.section:
                self.section = line.section
                self.add(line, SECTION, words={self.language: line.section}, because="column")
            if self.is_choice(at, line):
                continue
            self.place(at, line)

    def leave(self, line: Line) -> None:
        """What was said for the lines below ends with the first that stands no deeper."""
        if self.list and not self.deeper(line, self.list[1], self.made[self.list[0]].key):
            self.list = None
        if self.pending and line.depth <= self.pending[1]:
            self.pending = None

    def deeper(self, line: Line, depth: int, key: Key) -> bool:
        return line.depth > depth or (bool(key) and line.key[: len(key)] == key)

    def place(self, at: int, line: Line) -> None:
        if self.shape.title(at):
            self.made = [replace(one, kind=LEFT_OUT) for one in self.made]
            self.add(line, TITLE, because="first")
        elif by := self.shape.heading(at):
            self.add(line, SECTION, because=by, sure=by != "short")
        elif self.shape.tells(line):
            self.add(line, "note", because="asks_nothing")
        elif found := self.begins_list(at, line):
            self.add(line, "repeat", because="each", found=found)
            self.list = (len(self.made) - 1, line.depth)
        else:
            self.ask(at, line)

    def begins_list(self, at: int, line: Line) -> str:
        following = self.lines[at + 1] if at + 1 < len(self.lines) else None
        found = words.EACH.match(line.first)
        below = following and self.deeper(following, line.depth, line.key)
        return found[0] if found and below else ""

    def add(self, line: Line, kind: str, **told: Any) -> None:
        given: dict[str, Any] = {
            "words": line.words,
            "help": line.help,
            "staff": line.staff,
            "key": line.key,
            "depth": line.depth,
        }
        self.made.append(Proposed(line.row, kind, **given | told))

    # -- Questions ----------------------------------------------------------------------------------

    def ask(self, at: int, line: Line) -> None:
        condition = in_column(line.condition) or self.condition(line)
        if condition and condition.rest != line.first and not line.condition:
            if self.is_only_if(at, line, condition):
                self.pending = (condition, line.depth)
                self.add(line, LEFT_OUT, because="only_if", found=condition.found)
                return
            line = replace(line, words=self.without(line, condition))
        found = self.kind_of(line, at)
        inside = self.list[0] if self.list else None
        self.add(
            line, found.kind, inside=inside, choices=self.choices_of(line, found), format=found.format,
            because=self.reason, found=found.found, sure=found.sure,
        )  # fmt: skip
        self.hang(line, condition or (self.pending[0] if self.pending else None))

    def condition(self, line: Line) -> Told | None:
        return told(line.first)

    def is_only_if(self, at: int, line: Line, condition: Told) -> bool:
        following = self.lines[at + 1] if at + 1 < len(self.lines) else None
        short = len(condition.rest.split()) < ONLY_IF and not line.asks and not line.answers
        guessed = guess(condition.rest, self.language) if condition.rest else None
        empty = not condition.rest or (line.first.endswith(":") and not (guessed and guessed.found))
        return bool(short and empty and following and self.deeper(following, line.depth, line.key))

    def without(self, line: Line, condition: Told) -> Words:
        """The words without “if yes”, where enough is left to read well alone."""
        found = {language: told(text) for language, text in line.words.items()}
        if not all(one and len(one.rest.split()) > 1 for one in found.values()):
            return line.words
        return {
            language: one.rest[:1].upper() + one.rest[1:] for language, one in found.items() if one
        }

    def kind_of(self, line: Line, at: int) -> Guess:
        """By the answers beside it, or else by its words in the first language that is sure."""
        self.reason = "words"
        if line.answers:
            self.reason = "answers"
            return self.by_answers(line, line.answers[0])
        if found := self.by_list(at, line):
            self.reason = "answers"
            return found
        guesses = [guess(self.bare(text), language) for language, text in line.words.items()]
        best = next((one for one in guesses if one.sure and one.found), guesses[0])
        if line.papers and best.kind == "text":
            self.reason = "column"
            return Guess("file")
        if line.ticks and not best.sure and best.kind in ("text", "yes_no"):
            self.reason = "column"
            return Guess("yes_no")
        if not best.found:
            self.reason = "nothing"
        return best

    def bare(self, text: str) -> str:
        found = told(text)
        return found.rest if found and found.rest else text

    def by_answers(self, line: Line, beside: Answers) -> Guess:
        if beside.kind not in ("one", "many"):
            words_say = guess(line.first, self.language)
            return Guess(
                beside.kind, format=words_say.format if words_say.kind == beside.kind else ""
            )
        texts = [line.first, *line.help.values()]
        several = beside.several or any(words.SEVERAL.search(text) for text in texts)
        return Guess("many" if several or words.PLURAL.search(line.first) else "one")

    def choices_of(self, line: Line, found: Guess) -> tuple[str, ...]:
        if found.kind not in ("one", "many"):
            return ()
        return line.answers[0].choices if line.answers else tuple(self.listed)

    # -- Choices listed below their question ------------------------------------------------------------

    def by_list(self, at: int, line: Line) -> Guess | None:
        """A question with short lines below it that ask nothing: they are its choices."""
        self.listed = []
        opening = guess(line.first, self.language)
        opens = line.asks or line.first.endswith(":")
        if not opens or (opening.kind == "yes_no" and opening.sure) or self.list or self.pending:
            return None
        for below in self.lines[at + 1 :]:
            if (
                not below.bullet
                or below.depth <= line.depth
                or below.asks
                or below.answers
                or told(below.first)
            ):
                break
            self.listed.append(below.first)
        if len(self.listed) < 2 or any(len(one.split()) > 8 for one in self.listed):
            self.listed = []
            return None
        self.choosing = at + len(self.listed)
        several = words.PLURAL.search(line.first) or words.SEVERAL.search(line.first)
        return Guess("many" if several else "one", sure=bool(several))

    choosing = -1

    def is_choice(self, at: int, line: Line) -> bool:
        return at <= self.choosing and line.bullet

    # -- Conditions -----------------------------------------------------------------------------------

    def hang(self, line: Line, condition: Told | None) -> None:
        """The question just made waits for an answer above it."""
        mine = len(self.made) - 1
        if condition is None:
            parent = self.parent(mine, line)
            if parent is None and self.is_brief(mine, line):
                parent = mine - 1
            if parent is not None and self.made[parent].kind == "yes_no":
                self.made[mine] = replace(self.made[mine], when=parent, sure=False)
            return
        target = self.target(mine, line, condition)
        if target is None:
            self.made[mine] = replace(self.made[mine], condition=condition.found, sure=False)
            return
        if self.made[target].kind != "yes_no":
            self.made[target] = replace(
                self.made[target], kind="yes_no", because="followed", sure=False, choices=()
            )
        self.made[mine] = replace(
            self.made[mine], when=target, answer=condition.answer, condition=condition.found
        )

    def is_brief(self, mine: int, line: Line) -> bool:
        """“To whom?” behind a question for yes or no says nothing alone."""
        return (
            line.asks
            and len(line.first.split()) < 4
            and self.made[mine].kind != "yes_no"
            and mine > 0
        )

    def parent(self, mine: int, line: Line) -> int | None:
        """The question whose number this one's continues, or the last one less deep."""
        inside = self.made[mine].inside
        above = [at for at in self.above(mine) if self.made[at].inside == inside]
        for key in ancestors(line.key):
            found = [at for at in above if self.made[at].key == key]
            if found:
                return found[-1]
        if line.bullet:
            return next((at for at in reversed(above) if self.made[at].depth < line.depth), None)
        return None

    def target(self, mine: int, line: Line, condition: Told) -> int | None:
        above = self.above(mine)
        if condition.key:
            named = [at for at in self.above(mine, 0) if self.made[at].key == condition.key]
            return named[-1] if named else None
        parent = self.parent(mine, line)
        if parent is not None and self.may_be_yes_no(parent):
            return parent
        before = above[-1] if above else None
        if before is not None and self.contrasts(before, condition):
            return self.made[before].when
        free = [at for at in above if self.made[at].when is None]
        if free and free[-1] == before and self.may_be_yes_no(free[-1]):
            return free[-1]
        sure = [at for at in above if self.made[at].kind == "yes_no"]
        return sure[-1] if sure else None

    def above(self, mine: int, begins: int | None = None) -> list[int]:
        """Questions of this section that one may hang on: not those of the entries of another list."""
        inside = self.made[mine].inside
        if begins is None:
            begins = max((at for at, one in enumerate(self.made) if one.kind == SECTION), default=0)
        return [
            at
            for at, one in enumerate(self.made[:mine])
            if at >= begins
            and one.kind not in (SECTION, TITLE, LEFT_OUT, "note", "repeat")
            and one.inside in (None, inside)
        ]

    def may_be_yes_no(self, at: int) -> bool:
        one = self.made[at]
        asks_what = one.kind == "text" and one.because == "nothing" and not one.sure
        return one.kind == "yes_no" or asks_what

    def contrasts(self, before: int, condition: Told) -> bool:
        """“If not” behind an “if yes” is about the same question."""
        one = self.made[before]
        return one.when is not None and bool(one.condition) and one.answer != condition.answer
