"""The record of what one client has sent, as record.typ sets it: every question as it was read, the answer, who gave it
and when, documents with their SHA-256, the declaration. In the language in which it was sent, signs that no font
has replaced (signs.py)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from carnet.answers.models import Submission
from carnet.answers.summary import Line, Paper, Summary, for_person, thawed
from carnet.core.shelf import Away
from carnet.exports.answer_rows import CALCULATED, AnswerRow, Rows, person_name
from carnet.exports.sent import Sent
from carnet.firms.colour import readable
from carnet.firms.models import DEFAULT_COLOUR, Firm

Told = dict[str, Any]


def record_of_firm(given: Sent) -> Told:
    """For the office and its archive: with who answered, and what the firm has decided since beside it."""
    submission, language = given.submission, given.submission.language
    with translation.override(language):
        rows = Rows(given, language)
        told = framed(submission, given.summary, submission.content)
        told["who"] = True
        by = person_name(submission.dossier.client, submission.person)
        told["facts"] += [(_("By"), by)] if by else []
        for part, set_part in zip(given.summary.parts, told["sections"], strict=True):
            for line, row in zip(part.lines, set_part["rows"], strict=True):
                node = given.node(line.path)
                if line.path and node is not None:
                    row |= beside(rows.read(part.title, line, node))
        return told


def record_of_client(submission: Submission, person: str, language: str) -> Told:
    """The copy of who sent it: nothing that is for the other of a couple alone, nothing the firm has done since. In the
    language of the page where that was sealed too."""
    content = submission.content
    own = content.get("read_in", {}).get(language)
    summary = for_person(thawed((own or content)["parts"]), person)
    with translation.override(language if own else submission.language):
        return framed(submission, summary, own or content)


def framed(submission: Submission, summary: Summary, words: Told) -> Told:
    """Everything that both have. `words` holds the title, in the language of `summary`."""
    dossier, firm = submission.dossier, submission.dossier.firm
    return {
        "language": (translation.get_language() or "en").split("-")[0],
        "title": words.get("title") or words["questionnaire"]["title"],
        "sent_on": day_of(submission.sent_at),
        "firm": {"name": firm.name, "colour": readable(firm.colour or DEFAULT_COLOUR)},
        "logo": logo_of(firm),
        "who": False,
        "words": headings(),
        "facts": facts(submission),
        "sections": [
            {"title": part.title, "rows": [row_of(line) for line in part.lines]}
            for part in summary.parts
        ],
        "documents": list(documents(summary)),
        "declarations": list(declarations(submission)),
        "footer": footer(submission, dossier.client.name),
    }


def headings() -> dict[str, str]:
    return {
        "question": _("Question"),
        "answer": pgettext("of a question", "Answer"),
        "who": _("By"),
        "documents": _("Documents"),
        "document": _("Document"),
        "extent": _("Size"),
        "declaration": _("Declaration"),
        "frozen": _("Exactly as it was sent. This record is never changed afterwards."),
        "lost": _("□ stands for a sign that cannot be shown here."),
    }


def facts(submission: Submission) -> list[tuple[str, str]]:
    client, campaign = submission.dossier.client, submission.dossier.campaign
    found = [
        (_("Client"), client.name),
        (_("Client number"), client.client_number),
        (_("Campaign"), campaign.name),
        (_("Period"), " – ".join(map(day_in_words, submission.content["period"]))),
        (_("Submitted"), moment(submission.sent_at)),
        (_("Reference"), submission.reference),
        (_("Privacy notice"), notice_words(submission.content.get("notice"))),
    ]
    return [(name, told) for name, told in found if told]


def notice_words(notice: Told | None) -> str:
    """Which version held; empty of what was sent before there was one."""
    if not notice:
        return ""
    if not notice["number"]:
        return _("Carnet’s text")
    return _("version %(number)d") % {"number": notice["number"]}


def row_of(line: Line) -> Told:
    return {
        "group": line.group,
        "question": line.question,
        "answer": line.answer or ("" if line.papers else _("Not answered")),
        "quiet": line.left or line.empty,
        "papers": [paper_words(paper) for paper in line.papers],
        "remark": _("“%(words)s”") % {"words": line.remark} if line.remark else "",
        "firm": [],
        "who": "",
    }


def beside(row: AnswerRow) -> Told:
    """What the office reads beside an answer."""
    by = _("Calculated") if row.source == CALCULATED else row.person
    at = date_format(timezone.localtime(row.at), "SHORT_DATETIME_FORMAT") if row.at else ""
    empty = not (row.answer or row.papers)
    return {"who": "" if empty else "\n".join(filter(None, (by, at))), "firm": list(of_firm(row))}


def of_firm(row: AnswerRow) -> Iterator[str]:
    if row.now or row.set_by:
        told = f"{_('Value of the firm')}: {row.now or '–'}"
        yield f"{told} ({row.set_by})" if row.set_by else told
    if row.reason:
        yield f"{_('Reason')}: {row.reason}"


def documents(summary: Summary) -> Iterator[Told]:
    for part in summary.parts:
        for line in part.lines:
            for paper in line.papers:
                question = f"{line.group} · {line.question}" if line.group else line.question
                yield {
                    "name": paper.name,
                    "question": question,
                    "extent": extent(paper),
                    "sha256": paper.sha256,
                }


def extent(paper: Paper) -> str:
    return ", ".join(filter(None, (pages_words(paper.pages), str(filesizeformat(paper.size)))))


def paper_words(paper: Paper) -> str:
    pages = pages_words(paper.pages) if paper.pages and paper.pages > 1 else ""
    return f"{paper.name} ({pages})" if pages else paper.name


def pages_words(pages: int | None) -> str:
    if not pages:
        return ""
    return ngettext("%(counter)s page", "%(counter)s pages", pages) % {"counter": pages}


def declarations(submission: Submission) -> Iterator[Told]:
    """One, or one of each of a couple."""
    content = submission.content
    for one in content.get("declarations") or [content.get("declaration", {})]:
        at = one.get("signed_at")
        when = datetime.fromisoformat(at) if at else submission.sent_at
        yield {"text": one.get("text", ""), "name": one.get("name", ""), "at": moment(when)}


def footer(submission: Submission, client: str) -> Told:
    asked = submission.content["questionnaire"]
    return {
        "line": f"{submission.reference} · {client}",
        "sent": _("What was sent, SHA-256:"),
        "sent_sha256": submission.sha256,
        "revision": _("Questionnaire %(key)s, revision %(number)s, SHA-256:")
        % {"key": asked["key"], "number": asked["revision"]},
        "revision_sha256": asked["digest"],
    }


def logo_of(firm: Firm) -> Sequence[int] | None:
    """A PNG of our own drawing, byte by byte, which is how JSON hands it on. A logo whose file is gone costs nobody
    the record: the name stands there instead."""
    if not firm.logo:
        return None
    try:
        with firm.logo.storage.open(str(firm.logo)) as file:
            return list(file.read())
    except (OSError, Away):
        return None


def moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "DATETIME_FORMAT")


def day_in_words(day: str) -> str:
    return date_format(datetime.fromisoformat(day).date(), "DATE_FORMAT")


def day_of(at: datetime) -> dict[str, int]:
    day = timezone.localdate(at)
    return {"year": day.year, "month": day.month, "day": day.day}
