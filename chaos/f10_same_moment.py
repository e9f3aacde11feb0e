"""F10: the client in two windows and a colleague beside them answer the same questions at the same moment, and press
twice. Whoever had not seen what another wrote is asked; nobody overwrites it unseen."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode

from django.db import connection
from django_scopes import scopes_disabled

from bench.load import TOKEN, Visit
from carnet.answers.models import Answer, AnswerEvent
from chaos.phones import arrived
from chaos.site import Site
from chaos.told import Told

BREAK = "what another wrote is overwritten unseen"
WINDOWS, ROUNDS, QUESTIONS = 4, (40, 2_500), 3


class Window:
    """A page that was shown at some moment, and saves what was typed in it; every third save is sent twice."""

    def __init__(self, name: str, port: int, visit: Visit, seed: int) -> None:
        self.name, self.visit, self.dice = name, visit, random.Random(seed)
        self.line = HTTPConnection("127.0.0.1", port, timeout=20)
        self.acknowledged: list[tuple[str, str, int, bool]] = []
        self.refused = 0

    def work(self, questions: list[str], rounds: int) -> None:
        with scopes_disabled():
            for number in range(rounds):
                question = self.dice.choice(questions)
                shown = Answer.objects.filter(dossier=self.visit.dossier, path=question).first()
                time.sleep(self.dice.uniform(0, 0.02))  # somebody is typing
                rev, value = shown.rev if shown else 0, f"{self.dice.randrange(10**6)}"
                for _time in range(1 + (number % 3 == 0)):
                    self.save(question, rev, value, number)
        connection.close()

    def save(self, question: str, rev: int, value: str, number: int) -> None:
        page = f"{self.name}-{number}"
        body = {
            "csrfmiddlewaretoken": TOKEN, "page": page, "key": f"{page}.1", f"{question}-here": "1",
            f"{question}-rev": str(rev), question: value,
        }  # fmt: skip
        head = {
            "Cookie": f"session={self.visit.session}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        self.line.request("POST", "/q/save/", urlencode(body), head)
        reply = self.line.getresponse()
        said = reply.read()
        if reply.status != 200:
            self.refused += 1
        else:
            self.acknowledged.append((question, page, rev, b'"conflict": true' in said))


def run(site: Site, dice: random.Random, *, long: bool) -> Told:
    visits, typed = arrived(1)
    questions = typed[:QUESTIONS]
    windows = [
        Window(f"window{number}", site.port, visits[0], dice.randrange(10**6))
        for number in range(WINDOWS)
    ]
    with ThreadPoolExecutor(WINDOWS) as threads:
        list(threads.map(lambda window: window.work(questions, ROUNDS[long]), windows))
    return judged(windows, visits[0].dossier)


def judged(windows: list[Window], dossier: int) -> Told:
    said = [one for window in windows for one in window.acknowledged]
    based = {(question, page): rev for question, page, rev, _conflict in said}
    events = AnswerEvent.objects.filter(dossier=dossier, device__startswith="window").order_by("pk")
    revs: dict[str, int] = {}
    unseen, told, counted = 0, set(), 0
    for event in events:
        told.add((event.path, event.device))
        if {"conflict", "overtaken"} & event.new.keys():
            continue
        unseen += revs.get(event.path, 0) != based[event.path, event.device]
        revs[event.path] = revs.get(event.path, 0) + 1
        counted += 1
    lost = len(based.keys() - told)
    figure = Told(
        f"{len(windows)} windows, {len(said)} saves of the same {QUESTIONS} answers: {counted} written, "
        f"{sum(one[3] for one in said)} asked which one counts, {unseen} overwritten unseen, {lost} lost"
    )
    return figure.none(
        overwritten_unseen=unseen, lost=lost, refused=sum(window.refused for window in windows)
    )
