"""The record as PDF: what stands in it, that it is tagged and to be kept, and that nothing a client types breaks it."""

import io
import json
from zipfile import ZipFile

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from hypothesis import given as let
from hypothesis import strategies as st
from PIL import Image

from carnet.answers.entering import set_value
from carnet.answers.models import Submission
from carnet.audit.models import Event
from carnet.core.child import Limits
from carnet.exports import signs
from carnet.exports.archive import archive
from carnet.exports.pdf import json_of, pdf, typeset_by_child
from carnet.exports.record import record_of_client, record_of_firm
from carnet.exports.sent import sent
from carnet.exports.typeset import typeset
from carnet.firms.actions import publish_notice
from carnet.questionnaires.given import Given, Status
from tests import makers as make
from tests.exports.pages import pictures_of, words_in, words_of
from tests.exports.sending import dossier_of, hand_in, keep
from tests.questionnaires.builders import document, item, said

pytestmark = pytest.mark.slow
LANGUAGES = ("fr", "nl", "de", "en")


def texts(fr, nl, de, en):
    return {"fr": fr, "nl": nl, "de": de, "en": en}


ASKED = document(
    item("rent", "money", text=texts("Loyer 2025", "Huur 2025", "Miete 2025", "Rent of 2025")),
    item("moved", "date", text=texts("Déménagé le", "Verhuisd op", "Umgezogen am", "Moved on")),
    item("why", "text", required=False, text=texts("Pourquoi ?", "Waarom?", "Warum?", "Why?")),
    item("lease", "file", text=texts("Bail", "Huurcontract", "Mietvertrag", "Lease")),
    item("twice", "calc", value="or_zero(rent) * 2", unit="EUR", text=texts("Deux", "Twee", "Zwei", "Two years")),
    item("kids", "repeat", required=False, item_label=texts(*["{{ kid }}"] * 4), items=[
        item("kid", "text", text=texts("Prénom", "Voornaam", "Vorname", "First name")),
    ]),
    languages=list(LANGUAGES),
)  # fmt: skip
ANSWERS = said(rent="1450.5", moved="2025-03-01", lease=["a"], **{"kids/a/kid": "Noa"})


def submitted(firm, language="en", **answers):
    number = f"K/{firm.clients.count()}"
    client = make.client(firm=firm, client_number=number, last_name="Zoë", language=language)
    dossier = dossier_of(firm, ASKED, entries={"kids": ["a"]}, client=client)
    keep(dossier, dossier.revision.compiled(), ANSWERS | said(**answers))
    dossier.answers.filter(path="rent").update(remark="see the lease")
    return hand_in(dossier, language=language)


def again(submission):
    return sent(Submission.objects.get(pk=submission.pk))


def test_it_names_the_version_of_the_firms_own_notice_and_none_of_what_is_older(firm, colleague):
    publish_notice(firm, {"en": "Ours."}, after=0, by=colleague, now=timezone.now())
    submission = submitted(firm)
    assert ("Privacy notice", "version 1") in record_of_firm(again(submission))["facts"]
    del submission.content["notice"]
    names = [name for name, _told in record_of_firm(sent(submission))["facts"]]
    assert "Privacy notice" not in names


@pytest.mark.thorough
def test_it_tells_questions_answers_papers_declaration_and_what_proves_it(firm):
    submission = submitted(firm, why="Work")
    words = words_in(pdf(record_of_firm(again(submission))))
    for told in (
        "Fiduciaire Dubois", "Ann Zoë", "K/0", submission.reference, "Rent of 2025", "1,450.50", "“see the lease”",
        "March 1, 2025", "lease.pdf", "0" * 64, "Noa", "All is right.", "Ann Peeters", "20 May 2026, 11:30",
        submission.sha256, submission.content["questionnaire"]["digest"], "1 / 1", "1 listed", "2,901",
        "Privacy notice", "Carnet’s text",
    ):  # fmt: skip
        assert told in words, told
    assert "sign that cannot" not in words


@pytest.mark.thorough
@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("fr", ["Loyer 2025", "1 450,50", "1 mars 2025", "20 mai 2026"]),
        ("nl", ["Huur 2025", "1.450,50", "1 maart 2025", "20 mei 2026"]),
        ("de", ["Miete 2025", "1.450,50", "1. März 2025", "20. Mai 2026"]),
    ],
)
def test_it_comes_in_the_language_in_which_it_was_sent(firm, language, told):
    data = pdf(record_of_firm(again(submitted(firm, language))))
    words = words_in(data).replace("\u202f", " ").replace("\xa0", " ")
    assert [one for one in told if one not in words] == []
    assert f"/Lang({language})".encode() in data


@pytest.mark.thorough
def test_it_is_tagged_and_made_to_be_kept(firm):
    data = pdf(record_of_firm(again(submitted(firm))))
    for mark in (
        b"/StructTreeRoot",
        b"/MarkInfo",
        b"pdfuaid:part",
        b"pdfaid:part",
        b"/DisplayDocTitle true",
    ):
        assert mark in data, mark


@pytest.mark.thorough
def test_the_same_submission_makes_the_same_file(firm):
    submission = submitted(firm)
    assert pdf(record_of_firm(again(submission))) == pdf(record_of_firm(again(submission)))


@pytest.mark.thorough
def test_what_the_firm_has_decided_since_stands_beside_and_only_in_its_own_record(firm, colleague):
    submission = submitted(firm)
    set_value(submission.dossier, "twice", "7", "Ledger", by=colleague, now=timezone.now())
    words = words_in(pdf(record_of_firm(again(submission))))
    assert "Value of the firm: €7.00 (Claire Dubois)" in words
    assert "Reason: Ledger" in words
    found = Submission.objects.get(pk=submission.pk)
    copy = words_in(pdf(record_of_client(found, "client", "en")))
    assert "2,901" in copy
    assert "Ledger" not in copy
    assert "Claire" not in copy


@pytest.mark.thorough
def test_a_page_is_drawn_and_not_blank(firm):
    [page] = pictures_of(pdf(record_of_firm(again(submitted(firm)))))
    dark = sum(page.convert("L").histogram()[:128])
    assert 0.005 < dark / (page.width * page.height) < 0.2


HOSTILE = {
    "markup": '#import "/etc/passwd": * ] } $x^2$ `raw` *bold* = Title \\ #panic("x") <label> @ref // no /* no',
    "control": "a\x00b\x07c\x1bd\x7f\x85e\u2028f\u2029g\ud800h\ufffe",
    "bidi": "\u202eevil\u202c \u2066x\u2069 \u200fשלום\u200e عربي",
    "emoji": "👩‍👩‍👧 ❤️ 🇧🇪 \U000f0000 \ue000",
    "marks": "e" + "\u0301" * 50 + "\u0b3e\u0eb1\u20dd",
    "long word": "W" * 3000,
    "long": "Een lange zin die nooit ophoudt. " * 320,
    "lines": "\n" * 300,
    "asian": "日本語の答え" * 200,
}


@pytest.mark.thorough
@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_client_types_is_set_as_text(firm, name):
    told = record_of_firm(again(submitted(firm, why="Work")))
    text = HOSTILE[name]
    for row in told["sections"][0]["rows"]:
        row |= {
            "answer": text,
            "question": text,
            "remark": text,
            "group": text,
            "who": text[:200],
            "papers": [text],
        }
    told["title"] = text[:200] or "x"
    assert pictures_of(pdf(told), 0.2)


@pytest.mark.thorough
def test_nothing_of_an_answer_is_read_as_markup_and_all_of_it_is_there(firm):
    words = words_in(pdf(record_of_firm(again(submitted(firm, why=HOSTILE["markup"])))))
    assert HOSTILE["markup"] in words


@pytest.mark.thorough
def test_a_long_word_stays_inside_its_column(firm):
    data = pdf(record_of_firm(again(submitted(firm, why="W" * 400))))
    [page, *_more] = pictures_of(data)
    edge = page.crop((int(page.width * 0.93), 0, page.width, page.height)).convert("L")
    assert edge.getextrema()[0] > 200
    assert "W" * 400 in words_in(data).replace(" ", "")


@pytest.mark.thorough
def test_names_of_europe_show_and_other_signs_leave_a_visible_mark(firm):
    told = "Ελένη Жанна Łukasz Ağaoğlu Ștefan Ő ß œ 1 250,50 €"
    words = words_in(pdf(record_of_firm(again(submitted(firm, why=told)))))
    assert told in words
    words = words_in(pdf(record_of_firm(again(submitted(firm, why="Li 李 😀")))))
    assert "Li □ □" in words
    assert "□ stands for a sign that cannot be shown here." in words


def told_with(text):
    row = {
        "group": text,
        "question": text,
        "answer": text,
        "quiet": True,
        "papers": [text],
        "remark": text,
    }
    row |= {"firm": [text], "who": text}
    names = (
        "question",
        "answer",
        "who",
        "documents",
        "document",
        "extent",
        "declaration",
        "frozen",
        "lost",
    )
    return {
        "language": "en", "title": f"T {text}", "sent_on": {"year": 2026, "month": 5, "day": 20}, "logo": None,
        "firm": {"name": "F", "colour": "#1f5c4a"}, "who": True, "words": dict.fromkeys(names, "W"),
        "facts": [("Client", text)], "sections": [{"title": f"S {text}", "rows": [row]}],
        "documents": [{"name": text, "question": text, "extent": "", "sha256": "0" * 64}],
        "declarations": [{"text": text, "name": text, "at": ""}],
        "footer": {"line": text, "sent": "", "sent_sha256": "", "revision": "", "revision_sha256": ""},
    }  # fmt: skip


@pytest.mark.thorough
def test_every_sign_it_promises_can_be_set_in_every_style():
    shown = [chr(code) for code in sorted(signs.CAN_SHOW)]
    assert pictures_of(typeset_by_child(told_with(" ".join(f"e{one}" for one in shown))), 0.1)


@pytest.mark.thorough
@let(st.lists(st.text(max_size=60), max_size=8))
def test_any_text_can_be_set(texts):
    """Here, not in the child, and so at the first try."""
    assert next(typeset(json_of(told_with("\n".join(texts)))))


@pytest.mark.thorough
def test_where_no_font_has_a_combination_there_is_a_record_in_western_letters(monkeypatch):
    """As if a font had lost a sign that we promise."""
    monkeypatch.setattr(signs, "CAN_SHOW", signs.CAN_SHOW | {ord("李")})
    words = words_in(pdf(told_with("Ann 李 Жанна")))
    assert "Ann □ □□□□□" in words


@pytest.mark.thorough
def test_a_record_may_be_longer_than_a_page_and_repeats_its_heading(firm):
    keys = [f"k{number}" for number in range(60)]
    client = make.client(firm=firm)
    dossier = dossier_of(firm, ASKED, entries={"kids": keys}, client=client)
    many = said(**{f"kids/{key}/kid": f"Child {key}" for key in keys})
    keep(dossier, dossier.revision.compiled(), ANSWERS | many)
    data = pdf(record_of_firm(again(hand_in(dossier))))
    assert len(pictures_of(data, 0.1)) > 2
    assert "1 / " in words_in(data)


@pytest.mark.thorough
def test_the_office_downloads_it_with_a_trace(office, colleague, firm):
    submission = submitted(firm)
    address = f"/exports/dossiers/{submission.dossier_id}/pdf/"
    assert office.get(address).status_code == 405
    response = office.post(address)
    assert "Rent of 2025" in words_of(response)
    assert submission.reference.lower() in response.headers["Content-Disposition"]
    event = Event.objects.get(what="dossier exported")
    assert (event.by, event.facts["format"]) == (colleague, "pdf")


@pytest.mark.thorough
def test_where_there_is_not_enough_room_to_set_it_a_sentence_says_so(
    office, firm, monkeypatch, caplog
):
    monkeypatch.setattr("carnet.exports.pdf.LIMITS", Limits(megabytes=60))
    submission = submitted(firm)
    response = office.post(f"/exports/dossiers/{submission.dossier_id}/pdf/", follow=True)
    assert "The PDF could not be made." in response.content.decode()
    assert submission.reference in caplog.text
    assert not Event.objects.filter(what="dossier exported").exists()
    zipped = ZipFile(io.BytesIO(b"".join(archive(again(submission), "en", timezone.now()))))
    files = json.loads(zipped.read("manifest.json"))["files"]
    assert [one["name"][-11:] for one in files if one.get("problem") == "missing"][:1] == [
        "dossier.pdf"
    ]


@pytest.mark.thorough
def test_the_logo_of_the_firm_stands_above_and_a_lost_one_costs_nothing(firm):
    file = io.BytesIO()
    Image.new("RGBA", (600, 200), (200, 0, 0, 255)).save(file, "PNG")
    firm.logo.save("logo.png", ContentFile(file.getvalue()))
    firm.logo.close()
    submission = submitted(firm)
    top = pictures_of(pdf(record_of_firm(again(submission))))[0].crop((90, 60, 250, 120))
    assert max(top.getcolors(10_000))[1][:3] == (200, 0, 0)
    firm.logo.storage.delete(str(firm.logo))
    assert "Fiduciaire Dubois" in words_in(pdf(record_of_firm(again(submission))))[:40]


@pytest.mark.thorough
def test_every_language_of_the_record_has_a_font_and_its_words(firm):
    for language in LANGUAGES:
        with translation.override(language):
            assert (
                signs.cleaned(record_of_firm(again(submitted(firm, language))))["words"]["lost"][0]
                == "□"
            )


def test_what_the_child_is_told_is_set_here_too():
    """The same function, where coverage and a debugger see it."""
    assert next(typeset(json_of(told_with("x"))))


@pytest.mark.thorough
def test_unknown_answers_are_told_in_words(firm):
    other = dossier_of(firm, ASKED, entries={"kids": ["a"]}, client=make.client(firm=firm))
    keep(other, other.revision.compiled(), ANSWERS | {"why": Given(status=Status.DONT_KNOW)})
    assert "I don't know" in words_in(pdf(record_of_firm(again(hand_in(other))))).replace("’", "'")
