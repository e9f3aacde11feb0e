"""What the accountant asks again after the answers were sent: those questions alone, everything else locked."""

import secrets
from dataclasses import dataclass

from django.shortcuts import redirect, render

from carnet.answers.asking_again import due_of, round_of
from carnet.answers.models import AskedAgain
from carnet.answers.reading import Standing
from carnet.answers.summary import summarise
from carnet.portal.couple import partner_link, signatures
from carnet.portal.frame import in_sight_of, language, saved_at, while_open, whole_of
from carnet.portal.onward import ASKED, RETURN
from carnet.portal.pages import title
from carnet.portal.requests import url_of
from carnet.portal.steps import first_unfinished
from carnet.questionnaires.grouping import meant_for


@dataclass(frozen=True)
class Row:
    """A question with the accountant's words and the client's own answer as it stands."""

    asked: AskedAgain
    question: str
    answer: str
    url: str

    @property
    def done(self) -> bool:
        return bool(self.asked.done_at)


@while_open
def asked(request):
    """Posted is only that the page be shown otherwise; the words in its box come along."""
    whole = whole_of(request)
    standing, signing = in_sight_of(whole, request.person), signatures(request, whole)
    rows = rows_of(standing, request.person)
    if not rows and not request.lock:
        return redirect("portal:tasks")
    following = first_unfinished(standing.outcome, request.person)
    context = {
        "title": title(request),
        "rows": rows,
        "due": due_of(row.asked for row in rows),
        "done": sum(row.done for row in rows),
        "ready": all(row.done for row in rows) and standing.outcome.ready and not signing.mine_at,
        "following": f"{following.url}?{RETURN}={ASKED}" if following and following.to_do else "",
        "locked": bool(request.lock),
        "sent": request.dossier.submissions.first(),
        "seq": request.dossier.seq,
        "key": secrets.token_hex(8),
        "typed": request.POST.get("text", ""),
        "saved_at": saved_at(standing),
        "signing": signing,
        "partner_link": partner_link(request),
    }
    return render(request, "portal/asked.html", context)


def rows_of(standing: Standing, person: str) -> list[Row]:
    """Those that are still asked; what is no longer there needs no answer any more."""
    summary = summarise(standing, language())
    lines = {line.path: line for part in summary.parts for line in part.lines}
    found = []
    for one in round_of(standing.dossier):
        instance = standing.outcome.instances.get(one.path)
        if instance and instance.asked and one.path in lines and meant_for(instance, person):
            line = lines[one.path]
            question = f"{line.group} · {line.question}" if line.group else line.question
            answer = line.answer or ", ".join(paper.name for paper in line.papers)
            url = f"{url_of(standing, instance)}?{RETURN}={ASKED}"
            found.append(Row(one, question, answer, url))
    return found
