"""Tries a questionnaire out on random answers: is each question ever asked, does each condition ever differ?

Random clients answer everything a few times. What they do not reach is tried for by itself, only with the
answers it hangs on, each try starting from the best one so far.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _

from carnet.questionnaires.compiled import Bound, Compiled, Node, SectionNode, needed
from carnet.questionnaires.given import BLANK, Given
from carnet.questionnaires.outcome import State
from carnet.questionnaires.problems import Findings, Place
from carnet.questionnaires.rules import Fault
from carnet.questionnaires.sampling import Samples, asked_paths
from carnet.questionnaires.settling import Background, Run, path_of
from carnet.questionnaires.supposing import Hope, Supposed

CLIENTS = 4
PATIENCE = 300
RULE_TRIES, SUM_TRIES = 400, 20
CHANGED, SELDOM, DRAWS = (0.1, 0.2, 0.5, 1.0), 0.15, 20


class Watched(Run):
    """A run that remembers what its rules answered."""

    said: dict[int, set[Any]]

    def ask(
        self,
        bound: Bound,
        names: Mapping[str, Any],
        path: str,
        extra: Mapping[str, Any] | None = None,
    ) -> Any:
        answer = super().ask(bound, names, path, extra)
        self.said.setdefault(id(bound), set()).add(answer)
        return answer


def remark_unreachable(compiled: Compiled, places: Mapping[str, Place], findings: Findings) -> None:
    """Warn of questions nobody is ever asked, and of conditions that always say the same."""
    search = Search(compiled)
    search.play()
    constant = set()
    for node in search.nodes.values():
        if isinstance(node, Node) and node.value:
            search.try_calculation(node, node.value)
        for name, bound in conditions_of(node):
            if verdict := search.constant(node, bound):
                constant.add(node.id)
                findings.warn(places[node.id].at(name, name), verdict)
    for node_id in search.unreachable():
        if node_id not in constant:
            findings.warn(
                places[node_id],
                _("No answers were found that lead here. Do its conditions exclude each other?"),
            )
    for (node_id, rule), message in search.broken.items():
        findings.warn(
            places[node_id],
            _("With some answers the rule “%(rule)s” cannot be worked out: %(message)s")
            % {"rule": rule, "message": message.partition(": ")[2] or message},
        )


@dataclass(frozen=True)
class Tried:
    """Answers that were tried; `score` is how many questions they bring up of those that matter."""

    answers: dict[str, Given]
    entries: dict[str, list[str]]
    background: Background
    score: int = -1

    @property
    def past(self) -> dict[str, Any]:
        """The same answers, as if given last year."""
        return {path: given.value for path, given in self.answers.items() if given.counts}


class Search:
    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled
        self.samples = Samples(compiled)
        self.supposed = Supposed(compiled, self.samples)
        self.nodes: dict[str, Node | SectionNode] = {node.id: node for node in compiled.order}
        self.place = {node_id: number for number, node_id in enumerate(self.nodes)}
        self.needs = {node.id: needed(node, self.nodes) for node in compiled.order}
        self.said: dict[int, set[Any]] = {}
        # For each question that somebody reached, the answers of the first who did.
        self.reached: dict[str, Tried] = {}
        # For each calculation that said yes, the answers of the first with whom it did.
        self.agreed: dict[str, Tried] = {}
        # Rules that broke, by question and text, with the message.
        self.broken: dict[tuple[str, str], str] = {}

    def play(self) -> None:
        """A few clients answer everything; every other one was a client last year, too."""
        prior: dict[str, Any] = {}
        for number in range(CLIENTS):
            entries = self.samples.entries(self.compiled.order)
            answers = self.samples.answers(self.compiled.order, entries)
            tried = Tried(answers, entries, self.samples.background(prior if number % 2 else {}))
            self.look_on(self.run(self.compiled, tried), tried)
            prior = tried.past

    def run(self, compiled: Compiled, tried: Tried) -> Watched:
        run = Watched(compiled, tried.answers, tried.entries, tried.background)
        run.said = self.said
        run.settle_all()
        self.note_faults(run)
        return run

    def note_faults(self, run: Run) -> None:
        for fault in run.faults:
            self.broken.setdefault((fault.path.rpartition("/")[2], fault.rule), fault.message)

    def look_on(self, run: Watched, tried: Tried) -> None:
        """Note what was shown; and ask the rules that decide nothing, too."""
        for path in [path for path, state in run.states.items() if state is State.SHOWN]:
            node = self.nodes[path.rpartition("/")[2]]
            self.reached.setdefault(node.id, tried)
            if isinstance(node, Node):
                names = run.inside[node.list_id][path.split("/")[1]] if node.list_id else run.known
                for bound in filter(None, (node.required, node.check, node.warn_if)):
                    run.ask(bound, names, path)
        self.note_faults(run)
        self.note_agreed(run, tried)

    def note_agreed(self, run: Watched, tried: Tried) -> None:
        """That a calculation is shown says nothing yet: what hangs on it mostly wants its yes."""
        for node in run.compiled.order:
            if isinstance(node, Node) and node.value and run.known.get(node.id) is True:
                self.agreed.setdefault(node.id, tried)

    def unreachable(self) -> Iterator[str]:
        """What nobody reaches, in the order of dependence; not what only hangs on such."""
        for node in self.compiled.order:
            if node.id not in self.reached:
                operands = self.needs[node.id]
                if self.reached.keys() >= operands and not self.tried_for(node, operands):
                    yield node.id

    def tried_for(self, node: Node | SectionNode, operands: set[str]) -> bool:
        """Can answers be found that lead to this question? Starts where all it hangs on was reached, and
        gives up once it gets no nearer."""
        wanted = {node.id, *self.ancestors(operands)}
        order = tuple(self.nodes[id_] for id_ in sorted(wanted, key=self.place.__getitem__))
        small, hope = replace(self.compiled, order=order), Hope(node.show_if, order)
        best, near, patience = self.start(node, operands), operands, PATIENCE
        while patience:
            nodes = [one for one in order if one.id in near] if patience % 3 else order
            tried = self.varied(best, nodes, hope)
            run, shown = self.watched(small, tried)
            if node.id in shown:
                self.reached[node.id] = tried
                self.note_agreed(run, tried)
                return True
            found = self.watched(small, best)[1] if best.score < 0 else set()
            best = replace(best, score=max(best.score, len(found)))
            patience = PATIENCE if len(shown) > best.score else patience - 1
            if len(shown) >= best.score:
                best, found = replace(tried, score=len(shown)), shown
            if found:
                # While something it hangs on is hidden, only what that hangs on is worth changing.
                near = self.ancestors(operands - found) or operands
        return False

    def watched(self, compiled: Compiled, tried: Tried) -> tuple[Watched, set[str]]:
        """The run, and the ids of what it shows; of what stands in lists, if any entry does."""
        run = self.run(compiled, tried)
        shown = (path for path, state in run.states.items() if state is State.SHOWN)
        return run, {path.rpartition("/")[2] for path in shown}

    def ancestors(self, operands: set[str]) -> set[str]:
        found, waiting = set(operands), list(operands)
        while waiting:
            for other in self.needs[waiting.pop()] - found:
                found.add(other)
                waiting.append(other)
        return found

    def start(self, node: Node | SectionNode, operands: set[str]) -> Tried:
        """The answers that lead to each of the operands, put together; what hangs on the most has the last
        word, since its answers hold for the others, too."""
        answers: dict[str, Given] = {}
        entries: dict[str, list[str]] = {}
        for operand in sorted(operands, key=self.place.__getitem__):
            tried = self.agreed.get(operand) or self.reached[operand]
            own = self.ancestors({operand})
            entries |= {list_id: e for list_id, e in tried.entries.items() if list_id in own}
            for one in filter(None, (self.compiled.by_id.get(id_) for id_ in own)):
                for entry in tried.entries.get(one.list_id, ()) if one.list_id else ("",):
                    path = path_of(one, entry)
                    answers[path] = tried.answers.get(path, BLANK)
        if node.list_id:
            entries[node.list_id] = entries.get(node.list_id) or ["e0"]
        return Tried(answers, entries, self.samples.background({}))

    def varied(self, best: Tried, nodes: Sequence[Node | SectionNode], hope: Hope) -> Tried:
        """The best answers so far, with some of those to these questions changed; of a few such, one that
        the rule agrees with, if there is any."""
        draw, entries, background = self.samples.draw, best.entries, best.background
        if draw.random() < SELDOM:
            entries = entries | {key: e for key, e in self.samples.entries(nodes).items() if e}
        if draw.random() < SELDOM:
            background = self.samples.background(best.past if self.samples.toss() else {})
        paths = list(asked_paths(nodes, entries))
        for _draw in range(DRAWS):
            share = self.samples.pick(CHANGED)
            answers = best.answers | self.samples.changes(paths, best.answers, share, hope.bound)
            if hope.of(answers):
                break
        return Tried(answers, entries, background)

    def constant(self, node: Node | SectionNode, bound: Bound) -> str:
        """What a rule always says, if it does: tried by itself, as if its names were independent."""
        said = self.said.get(id(bound), set()) & {True, False}
        for _try in range(RULE_TRIES):
            if len(said) == 2:
                return ""
            said |= {self.answer(node, bound)} & {True, False}
        if any(node_id == node.id for node_id, _rule in self.broken):
            return ""
        if said == {True}:
            return _("This says yes whatever was answered. Is it needed?")
        return _("This says no whatever was answered.") if said == {False} else ""

    def try_calculation(self, node: Node, bound: Bound) -> None:
        for _try in range(SUM_TRIES):
            self.answer(node, bound)

    def answer(self, node: Node | SectionNode, bound: Bound) -> Any:
        """What a rule says to values drawn for it; notes when it breaks. Of another calculation only the
        type is known here, so a rule that reads one may well break."""
        answer = bound.rule.answer(self.supposed.values(node, bound))
        operands = (self.compiled.by_id.get(name) for name in bound.waits)
        if isinstance(answer, Fault) and not any(one and one.value for one in operands):
            self.broken.setdefault((node.id, bound.rule.text), answer.message)
        return answer


def conditions_of(node: Node | SectionNode) -> Iterator[tuple[str, Bound]]:
    for name in ("show_if", "required", "choice_if", "check", "warn_if"):
        if bound := getattr(node, name, None):
            yield name, bound
