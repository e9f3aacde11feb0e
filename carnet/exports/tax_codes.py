"""The official form of what one client has sent: each line with its codes, the answers and documents it comes from, and
what no line covers. One summary for the page and for the CSV.

The codes, columns and sums are the questionnaire's own (questionnaires/filled_form.py); here they get their words.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from babel.numbers import format_decimal

from carnet.answers.reading import split
from carnet.answers.summary import Line, Paper
from carnet.clients.models import Client
from carnet.exports.sent import Sent
from carnet.questionnaires.compiled import Bound, Compiled, Node
from carnet.questionnaires.description import codes_of
from carnet.questionnaires.filled_form import Cell, Row
from carnet.questionnaires.given import Value
from carnet.questionnaires.kinds import show
from carnet.questionnaires.words import locale_of


@dataclass(frozen=True)
class Source:
    """An answer that goes into a line: the question as the client read it, the entry, and the answer in words.
    `by_firm`: not what was sent, but what the firm has set or what follows from that."""

    path: str
    question: str
    group: str
    answer: str
    by_firm: bool = False


@dataclass(frozen=True)
class FormRow:
    """`left`, `right` and `undivided` are what is entered, in words; empty where nothing is."""

    row: Row
    left: str
    right: str
    undivided: str
    sources: tuple[Source, ...]
    papers: tuple[Paper, ...]


@dataclass(frozen=True)
class Left:
    """An answer that stands in no line. `codes` are those its question has. `weighs`: a figure, a document, or what a
    code was meant for and no condition let through; an accountant should look at it."""

    section: str
    line: Line
    codes: tuple[str, ...] = ()
    weighs: bool = False


@dataclass(frozen=True)
class CodeSummary:
    """`deciding`: the answers that choose the variant of the form and the column, as question and answer. `left_name`
    and `right_name` are empty where the answers do not tell who stands there."""

    joint: bool | None
    left_name: str
    right_name: str
    deciding: tuple[tuple[str, str], ...]
    rows: tuple[FormRow, ...]
    passed_on: tuple[Left, ...]
    uncovered: tuple[Left, ...]
    loose: tuple[Paper, ...]

    @property
    def weighty(self) -> list[Left]:
        return [left for left in self.uncovered if left.weighs]

    @property
    def light(self) -> list[Left]:
        return [left for left in self.uncovered if not left.weighs]


def code_summary(given: Sent, language: str) -> CodeSummary:
    """`language` for figures, and for questions that clients do not see; the others are in the words they were
    read in."""
    left, right = names(given)
    rows = tuple(form_row(given, row, language) for row in given.form.rows)
    return CodeSummary(
        joint=given.form.joint,
        left_name=left,
        right_name=right,
        deciding=tuple(deciding(given, language)),
        rows=rows,
        passed_on=tuple(passed_on(given)),
        uncovered=tuple(uncovered(given)),
        loose=tuple(one.paper for one in given.papers.get("", ())),
    )


def leads_to_codes(compiled: Compiled) -> bool:
    return any(node.filed for node in compiled.nodes)


def names(given: Sent) -> tuple[str, str]:
    """Who stands in the left column and who in the right one."""
    form, client = given.form, given.dossier.client
    if form.joint is False:
        return client.name, ""
    if form.joint is None or form.partner_left is None:
        return "", ""
    both = client.name, partner_name(client)
    return (both[1], both[0]) if form.partner_left else both


def partner_name(client: Client) -> str:
    return f"{client.partner_first_name} {client.partner_last_name}".strip()


def form_row(given: Sent, row: Row, language: str) -> FormRow:
    paths = dict.fromkeys(line.path for cell in row.cells for line in cell.lines)
    papers = {paper.uuid: paper for path in paths for paper in papers_beside(given, path)}
    return FormRow(
        row,
        entered(row.in_left, language),
        entered(row.in_right, language),
        entered(row.undivided, language),
        tuple(source(given, path, language) for path in paths),
        tuple(papers.values()),
    )


def entered(cell: Cell | None, language: str) -> str:
    """`1,250.50`, `x`, `2x`; nothing where the figure only stands on a paper."""
    if cell is None:
        return ""
    whole = cell.total == cell.total.to_integral_value()
    pattern = "#,##0" if whole else "#,##0.00"
    figure = format_decimal(cell.total, format=pattern, locale=locale_of(language))
    ticks = "x" if cell.ticks == 1 else f"{cell.ticks}x"
    return " + ".join(word for word, there in ((figure, cell.total), (ticks, cell.ticks)) if there)


def source(given: Sent, path: str, language: str) -> Source:
    line, by_firm = given.lines.get(path), path in given.by_hand or given.changed(path)
    by_firm = by_firm or any(one.moved for one in given.papers.get(path, ()))
    if line is None:
        question, answer = asked_inside(given, path, language)
        return Source(path, question, "", answer, by_firm)
    answer = words_now(given, path, language) if given.changed(path) else line.answer
    return Source(path, line.question, line.group, answer, by_firm)


def asked_inside(given: Sent, path: str, language: str) -> tuple[str, str]:
    """A question that is for the office alone, and its answer."""
    instance = given.outcome.instances[path]
    return given.outcome.named(instance, language), words_now(given, path, language)


def words_now(given: Sent, path: str, language: str) -> str:
    node, value = given.node(path), given.run.effective.get(path)
    return "" if node is None or node.kind.uploads else show(node.item, value, language)


def papers_beside(given: Sent, path: str) -> list[Paper]:
    """The documents under a question, in the same entry of its list, or asked for beside it; of a calculation, those
    of all it is made of."""
    node = given.node(path)
    if node is not None and node.value:
        parts = made_of(given, node.value, path)
        return [paper for part in parts for paper in papers_beside(given, part)]
    list_id, entry, _name = split(path)
    if list_id:
        beside = [other for other in given.papers if other.startswith(f"{list_id}/{entry}/")]
    else:
        beside = [path, *given.requests.get(path, ())]
    return [one.paper for place in beside for one in given.papers.get(place, ())]


def made_of(given: Sent, rule: Bound, path: str) -> Iterator[str]:
    """The answers a calculation reads; calculations among them are not followed further."""
    here = path.rpartition("/")[0]
    paths = [f"{here}/{name}" for name in rule.waits_here] + list(rule.waits_above)
    for list_id, name in rule.waits_inside:
        paths += [f"{list_id}/{entry}/{name}" for entry in given.run.entries.get(list_id, ())]
    for one in paths:
        asked = given.node(one)
        if one in given.run.effective and asked is not None and not asked.value:
            yield one


def passed_on(given: Sent) -> Iterator[Left]:
    """“I don't know” and its like, and what the client has noted."""
    for part, line in given.told():
        if line.left or line.remark:
            yield Left(part.title, line, codes_asked(given.node(line.path)) if line.left else ())


def codes_asked(node: Node | None) -> tuple[str, ...]:
    return tuple(codes_of(node.item)) if node is not None else ()


def uncovered(given: Sent) -> Iterator[Left]:
    """What was answered and stands in no line. A “no” to a line of the form needs none."""
    covered, beside = given.form.paths, set(papers_in_rows(given))
    for part, line in given.told():
        node, value = given.node(line.path), given.run.effective.get(line.path)
        if line.left or line.empty or line.path in covered or node is None or node.kind.repeats:
            continue
        if (node.filed and nothing(value)) or (node.kind.uploads and line.path in beside):
            continue
        yield Left(part.title, line, codes_asked(node), weighs(node, value, line))


def weighs(node: Node, value: Value | None, line: Line) -> bool:
    chosen = value if isinstance(value, list) else [value]
    meant = any(not filed.choice or filed.choice in chosen for filed in node.filed)
    return meant or bool(line.papers) or (node.kind.numeric and node.item.kind != "year")


def nothing(value: Value | None) -> bool:
    """A no, and a figure of 0: both are answers, and leave the line empty."""
    if value in (None, "no"):
        return True
    return isinstance(value, str) and value.strip("0.") == ""


def papers_in_rows(given: Sent) -> Iterator[str]:
    """The requests whose documents stand beside a line."""
    shown = {paper.uuid for row in given.form.rows for paper in papers_of(given, row)}
    for path, listed in given.papers.items():
        if all(one.paper.uuid in shown for one in listed):
            yield path


def papers_of(given: Sent, row: Row) -> Iterator[Paper]:
    for path in {line.path for cell in row.cells for line in cell.lines}:
        yield from papers_beside(given, path)


def deciding(given: Sent, language: str) -> Iterator[tuple[str, str]]:
    """What the rules of the form read outside lists: the region, the civil status, who is born first."""
    compiled = given.compiled
    variants = [filed.only_if for node in compiled.nodes for filed in node.filed]
    rules = filter(None, [compiled.joint, compiled.partner_left, *variants])
    read = {path for rule in rules for path in read_by(given, rule)}
    for node in compiled.nodes:
        if node.id in read:
            answer = source(given, node.id, language)
            yield answer.question, answer.answer


def read_by(given: Sent, rule: Bound) -> Iterator[str]:
    for name in rule.waits_above:
        asked = given.node(name)
        if asked is not None and asked.value:
            yield from made_of(given, asked.value, name)
        elif name in given.run.effective:
            yield name
