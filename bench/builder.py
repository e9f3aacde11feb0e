"""Changing the questionnaire of the Belgian tax return in the builder, from request to reply: each kind of edit, and
what the page asks for right afterwards, beside what no edit of one stored document can do without: to read it,
write it as JSON and put it back."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from itertools import chain
from statistics import median
from typing import Any

import django
from django.core.management import call_command
from django.db import connection, transaction
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext

django.setup()

from django.test import Client as Browser  # noqa: E402
from django.utils import timezone  # noqa: E402
from django_scopes import scopes_disabled  # noqa: E402

from bench.painting import Unavailable, first_paints  # noqa: E402
from bench.questionnaires import p95  # noqa: E402
from bench.replies import Replies  # noqa: E402
from carnet.builder import drafts  # noqa: E402
from carnet.questionnaires.adopting import adopt  # noqa: E402
from carnet.questionnaires.models import Revision  # noqa: E402
from tests import makers as make  # noqa: E402
from tests.builder.boxes import boxes  # noqa: E402

KEY, ROUNDS, UNTIMED = "be-income-tax", 25, 4
# Milliseconds: of every edit at p95, and until the page is first painted.
BAR, PAINT_BAR, PAINTS = 120, 1000, 5
FLOOR = "read, write as JSON, put back"
TIDYING = "tidying up, after each reply"
# No edits, but what is asked for before and after them.
LOOKS = ("the settings", "the preview", "problems", "the whole page", FLOOR, TIDYING)
EVERY = "every edit, whichever"
AS_SCRIPT = {"Accept": "application/json"}


class Desk:
    """A colleague at the builder; `times` and `queries` by what was done."""

    def __init__(self) -> None:
        firm = make.firm()
        self.by = make.colleague(firm=firm)
        revision = adopt(firm, KEY, by=self.by, now=timezone.now())
        self.draft = drafts.draft_of(revision.questionnaire, by=self.by, now=timezone.now())
        self.base = f"/questionnaires/{revision.questionnaire_id}/"
        self.browser = Browser()
        self.browser.force_login(self.by)
        self.times: dict[str, list[float]] = defaultdict(list)
        self.queries: dict[str, int] = {}
        self.replies = Replies()

    def timed(self, what: str, work: Callable[[], HttpResponse], status: int = 200) -> HttpResponse:
        # To count queries Django keeps the words of each, which takes time: in the rounds that do not count.
        counting = len(self.times[what]) < UNTIMED
        with CaptureQueriesContext(connection) if counting else nullcontext() as captured:
            reply = self.replies.time(work)
        self.times[what].append(self.replies.waited)
        self.times[TIDYING].append(self.replies.tidied)
        if captured:
            self.queries[what] = len(captured)
        if reply.status_code != status:
            raise SystemExit(f"{what}: {reply.status_code}")
        return reply

    def look(self, what: str, address: str, **asked: Any) -> HttpResponse:
        return self.timed(what, lambda: self.browser.get(self.base + address, **asked))

    def act(self, what: str, name: str, part: str, **more: str) -> str:
        """Press a button, and take the page that comes back; the part that is open then."""
        posted = {"act": name, "part": part, **more}
        to = f"{self.base}build/{name if name in ('undo', 'redo') else 'act'}/"
        landed = self.timed(what, lambda: self.browser.post(to, posted), 302).headers["Location"]
        return landed.rstrip("/").rpartition("/")[2]

    def save(self, part: str, number: int) -> None:
        """As the script does after a pause: the one field that was changed."""
        to = f"{self.base}build/part/{part}/"
        said = boxes(self.look("the settings of a question", f"build/part/{part}/", **PIECE))
        name = next(one for one in said if one.startswith("text."))
        posted = {f"seen.{name}": said[f"seen.{name}"], name: f"{said[name][0]} {number}"}
        work = lambda: self.browser.post(to, posted, headers=AS_SCRIPT)  # noqa: E731
        if self.timed("save a field", work).json()["clashes"]:
            raise SystemExit("A field was not saved.")

    def afterwards(self, part: str) -> None:
        """What the script asks for after an edit."""
        self.look("the preview after an edit", f"preview/?revision={self.draft.number}&framed=1")
        self.look("problems after an edit", "build/problems/", **PIECE)
        self.look("the whole page", f"build/part/{part}/")


PIECE = {"headers": {"X-Part": "settings"}}


def main() -> None:
    call_command("migrate", verbosity=0)
    with scopes_disabled():
        desk = Desk()
        for number, part in enumerate(questions(desk.draft)):
            floor(desk)
            rounds(desk, part, number)
    print(f"\nMilliseconds, {KEY}, {connection.display_name}; bar of an edit {BAR} at p95")
    print(f"{'':<40}{'p50':>7}{'p95':>7}{'max':>7}{'queries':>9}{'times the least':>18}")
    least = median(desk.times[FLOOR][UNTIMED:])
    for line in (*lines(desk, least), painted(desk)):
        print(line, flush=True)


def questions(draft: Revision) -> list[str]:
    """Those with words of their own and choices or a figure, in the order of the questionnaire."""
    items = [one for section in draft.definition.sections for one in section.items]
    found = [f"items.{one.id}" for one in items if one.kind in ("money", "text", "yes_no", "one")]
    return found[:: len(found) // (ROUNDS + UNTIMED) or 1][: ROUNDS + UNTIMED]


def floor(desk: Desk) -> None:
    def work() -> HttpResponse:
        with transaction.atomic():
            drafts = Revision.objects.filter(pk=desk.draft.pk)
            drafts.update(document=drafts.get().document)
        return HttpResponse()

    desk.timed(FLOOR, work)


def rounds(desk: Desk, part: str, number: int) -> None:
    desk.save(part, number)
    desk.afterwards(part)
    new = desk.act("add a question", "add", part, kind="one", words=f"Solar panels {number}?")
    desk.look("the whole page", f"build/part/{new}/")
    desk.act("add choices", "add_choices", new, lines="On the roof\nIn the garden\nNowhere")
    desk.act("move a choice", "choice_down:roof", new)
    desk.act("delete a choice", "remove_choice:nowhere", new)
    desk.act("move up", "up", new)
    copy = desk.act("duplicate", "duplicate", new)
    desk.afterwards(copy)
    desk.act("delete a question", "remove", copy)
    desk.act("undo", "undo", "root")
    desk.act("redo", "redo", "root")


def lines(desk: Desk, least: float) -> Iterator[str]:
    counted = {what: times[UNTIMED:] for what, times in desk.times.items()}
    edits = [counted[what] for what in counted if not what.startswith(LOOKS)]
    for what, times in {**counted, EVERY: [*chain.from_iterable(edits)]}.items():
        figures = (median(times), p95(times), max(times))
        told = "".join(f"{figure:>7.0f}" for figure in figures)
        yield f"{what:<40}{told}{desk.queries.get(what, ''):>9}{median(times) / least:>18.1f}"


def painted(desk: Desk) -> str:
    """With the whole page before it, and its scripts, styles and icons."""
    try:
        times = first_paints(desk.browser, f"{desk.base}build/", PAINTS)
    except Unavailable as problem:
        return f"First paint is left out: {problem}"
    size = len(desk.browser.get(f"{desk.base}build/").content) / 1000
    figures = "".join(f"{figure:>7.0f}" for figure in (median(times), max(times), max(times)))
    return f"{'first paint in Chromium':<40}{figures}   bar {PAINT_BAR}; {size:.0f} KB of HTML"


if __name__ == "__main__":
    main()
