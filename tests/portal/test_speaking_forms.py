"""Another language, and larger letters, on pages with a form of their own kind: unsent words stay."""

import re

import pytest
from django.utils import timezone

from carnet.answers.actions import Hand
from carnet.answers.asking_again import ask_again
from carnet.answers.papers import hand_in
from tests.answers.pictures import pdf, upload
from tests.portal.couples import a_couple
from tests.portal.test_answering import fill_in_yearly


def press_beside(visitor, then, address, **typed):
    """A button of the header on a page whose form goes elsewhere."""
    form = next(one for one in visitor.page.forms if "text" in one.fields)
    assert f'form="answers" formaction="{address}" name="then" value="{then}"' in html(visitor)
    form.action = address
    fields = {name: [value] for name, value in typed.items()}
    return visitor._send(form, {**form.fields, **fields, "then": [then]})


def html(visitor):
    return visitor.response.content.decode()


@pytest.mark.thorough
def test_what_one_would_like_to_change_stays_in_its_box(yearly, visitor, colleague):
    fill_in_yearly(visitor).visit("/q/check/").follow("Everything is right")
    visitor.press("Send to", agreed="on", name="Ann Peeters")
    yearly.refresh_from_db()
    ask_again(yearly, {"full_name": "Sure?"}, by=colleague, now=timezone.now())
    visitor.visit("/q/asked/")
    press_beside(visitor, "language-fr", "/q/asked/", text="My address too")
    assert visitor.address == "/q/asked/"
    assert 'lang="fr"' in html(visitor)
    assert visitor.page.forms[-1].fields["text"] == ["My address too"]
    assert '<details class="foldout" open>' in html(visitor)
    assert not yearly.messages.exists()


LATER = {"day": "2026-11-30", "reason": "The bank"}


def test_a_day_half_promised_stays(yearly, visitor):
    visitor.visit("/q/later/")
    form = next(one for one in visitor.page.forms if "reason" in one.fields)
    fields = {name: [value] for name, value in LATER.items()} | {"then": ["size-large"]}
    visitor._send(form, form.fields | fields)
    form = next(one for one in visitor.page.forms if "reason" in one.fields)
    assert {name: form.fields[name] for name in LATER} == {
        name: [value] for name, value in LATER.items()
    }
    assert 'class="text-large"' in html(visitor)
    assert not yearly.promises.exists()
    visitor._send(form, form.fields | {"day": [""], "then": ["language-nl"]})
    assert "error" not in html(visitor)


def test_a_partner_half_named_stays(firm, colleague, come_in):
    couple = a_couple(firm, partner_first_name="", partner_email="")
    visitor = come_in(couple).visit("/q/partner/")
    form = next(one for one in visitor.page.forms if "first_name" in one.fields)
    typed = {"first_name": ["Dana"], "email": ["dana@"], "then": ["language-de"]}
    visitor._send(form, form.fields | typed)
    form = next(one for one in visitor.page.forms if "first_name" in one.fields)
    assert (form.fields["first_name"], form.fields["email"]) == (["Dana"], ["dana@"])
    couple.client.refresh_from_db()
    assert couple.client.partner_email == ""


@pytest.mark.thorough
def test_what_was_said_of_files_in_the_shoebox_stays_and_chosen_files_arrive(yearly, visitor):
    by = Hand("client", "", "", timezone.now())
    (paper,), _refused = hand_in(yearly, [upload(pdf(), "one.pdf")], path="", by=by)
    page = html(visitor.visit("/q/shoebox/"))
    wanted = re.findall(r'<option value="(\w+)"', page)[0]
    fields = {f"what-{paper.pk}": wanted, "then": "language-nl", "page": "p"}
    more = [upload(pdf(), "two.pdf")]
    visitor.response = visitor.client.post("/q/shoebox/", {**fields, "files": more}, follow=True)
    assert f'<option value="{wanted}" selected>' in html(visitor)
    assert "two.pdf" in html(visitor)
    assert 'lang="nl"' in html(visitor)
    paper.refresh_from_db()
    assert paper.path == ""


@pytest.mark.thorough
def test_sending_more_files_keeps_what_was_said_of_others(yearly, visitor):
    by = Hand("client", "", "", timezone.now())
    (paper,), _refused = hand_in(yearly, [upload(pdf(), "one.pdf")], path="", by=by)
    wanted = re.findall(r'<option value="(\w+)"', html(visitor.visit("/q/shoebox/")))[0]
    fields = {f"what-{paper.pk}": wanted, "page": "p", "files": [upload(pdf(), "two.pdf")]}
    visitor.client.post("/q/shoebox/", fields)
    paper.refresh_from_db()
    assert paper.path == wanted
    assert yearly.documents.filter(name="two.pdf", path="").exists()
