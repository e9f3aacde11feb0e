"""The firm's logo goes along in the mail; nothing is fetched to show it."""

import io
import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from PIL import Image

from carnet.core import mail_logo
from carnet.core.mail import Letter, letter, post, send_next
from carnet.core.models import Mail
from carnet.invitations import actions
from tests import makers as make
from tests.post_office import open_post_office

RED = (200, 0, 0, 255)


@pytest.fixture
def post_office(settings):
    with open_post_office(settings) as office:
        yield office


def png(size=(600, 200), colour=RED):
    file = io.BytesIO()
    Image.new("RGBA", size, colour).save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def with_logo(firm):
    firm.logo.save("logo.png", ContentFile(png()))
    return firm


def invite(client):
    actions.invite([make.dossier(client=client)], by=None, now=timezone.now())
    while send_next():
        pass


def sent_to(client, post_office):
    invite(client)
    [sent] = post_office.mails
    return sent


@pytest.mark.thorough
def test_it_stands_beside_the_html_which_names_the_firm_where_pictures_are_off(
    with_logo, ann, post_office
):
    sent = sent_to(ann, post_office)
    assert sent.get_content_type() == "multipart/alternative"
    text, related = sent.iter_parts()
    assert (text.get_content_type(), related.get_content_type()) == (
        "text/plain",
        "multipart/related",
    )
    html, picture = related.iter_parts()
    assert (html.get_content_type(), picture.get_content_type()) == ("text/html", "image/png")
    [shown] = re.findall(r"<img [^>]*>", html.get_content())
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in shown
    assert 'alt="Fiduciaire Dubois"' in shown
    assert picture.get_content_disposition() == "inline"
    assert Image.open(io.BytesIO(picture.get_content())).format == "PNG"


@pytest.mark.thorough
def test_the_plain_text_and_the_rest_of_the_mail_stay_as_they_are(with_logo, ann, post_office):
    sent = sent_to(ann, post_office)
    again = message_from_bytes(post_office.raw[0], policy=policy.default)
    assert not again.defects
    text = sent.get_body(("plain",)).get_content()
    assert "/q/" in text
    assert "cid:" not in text
    assert again.get_body(("html",)).get_content().count("/q/") == 2


@pytest.mark.thorough
def test_without_a_logo_the_mail_has_two_parts_and_the_name(firm, ann, post_office):
    sent = sent_to(ann, post_office)
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]
    html = sent.get_body(("html",)).get_content()
    assert "<img" not in html
    assert "Fiduciaire Dubois</h1>" in html


@pytest.mark.thorough
@pytest.mark.parametrize("spoil", [lambda file: file.unlink(), lambda file: file.write_bytes(b"x")])
def test_a_logo_that_is_gone_or_broken_holds_up_no_mail(with_logo, ann, post_office, spoil):
    spoil(Path(with_logo.logo.path))
    sent = sent_to(ann, post_office)
    assert [part.get_content_type() for part in sent.iter_parts()] == ["text/plain", "text/html"]
    assert 'alt="Fiduciaire Dubois"' in sent.get_body(("html",)).get_content()


def test_a_ready_text_that_waited_in_the_outbox_carries_it_too(with_logo, post_office):
    ready = {"letter": "trial", "text": "Hello", "html": f"<img {mail_logo.SOURCE}>"}
    Mail.objects.create(firm=with_logo, to="ann@example.org", **ready)
    assert send_next()
    assert "image/png" in [part.get_content_type() for part in post_office.mails[0].walk()]


@pytest.mark.thorough
def test_each_firm_sends_its_own(with_logo, stranger, post_office):
    stranger.firm.logo.save("logo.png", ContentFile(png(colour=(0, 0, 200, 255))))
    for firm in (with_logo, stranger.firm):
        invite(make.client(firm=firm))
    colours = []
    for sent in post_office.mails:
        [picture] = [part for part in sent.walk() if part.get_content_type() == "image/png"]
        drawn = Image.open(io.BytesIO(picture.get_content()))
        colours.append(drawn.getpixel((drawn.width // 2, drawn.height // 2)))
    assert colours == [(200, 0, 0), (0, 0, 200)]


@letter("words of a colleague")
def words_of_a_colleague(row: Mail) -> Letter:
    return Letter("Hello", "cid:logo@carnet", html="<p>src=&quot;cid:logo@carnet&quot;</p>")


def test_only_the_frame_of_mails_can_ask_for_it(with_logo, post_office):
    post("words of a colleague", about=with_logo, to="ann@x.be", language="en", firm=with_logo)
    send_next()
    assert not [p for p in post_office.mails[0].walk() if p.get_content_type() == "image/png"]


@pytest.mark.parametrize(
    ("size", "drawn"),
    [
        ((600, 200), (144, 48)),
        ((600, 60), (224, 23)),
        ((200, 200), (48, 48)),
        ((40, 20), (40, 20)),
        ((600, 1), (224, 1)),
    ],
)
def test_it_is_never_higher_than_48_and_its_white_edge_makes_all_equally_high(size, drawn):
    picture = Image.open(io.BytesIO(mail_logo.on_white(png(size))))
    assert (picture.mode, picture.height) == ("RGB", 128)
    box = Image.eval(picture.getchannel("G"), lambda value: 255 - value).getbbox()
    assert (box[2] - box[0], box[3] - box[1]) == pytest.approx([2 * side for side in drawn], abs=2)
    assert picture.width <= 2 * 240


def test_what_is_clear_becomes_white_so_that_dark_letters_can_be_read_in_the_dark():
    picture = Image.open(io.BytesIO(mail_logo.on_white(png(colour=(0, 0, 0, 0)))))
    assert picture.getextrema() == ((255, 255),) * 3


def test_the_outbox_shows_it_without_fetching_anything(office, with_logo, ann):
    invite(ann)
    row = Mail.objects.get(letter="invitation")
    assert row.kept
    assert "base64" not in row.html
    response = office.get(f"/outbox/{row.uuid}/mail.html")
    page = response.content.decode()
    assert '<img src="data:image/png;base64,' in page
    assert "cid:" not in page
    assert "img-src data:" in response.headers["Content-Security-Policy"]


def test_so_does_the_look_at_the_mail_before_it_is_sent(office, with_logo, ann):
    campaign = make.campaign(firm=with_logo)
    address = f"/invitations/message/look/fr/?everyone=1&into={campaign.pk}"
    assert '<img src="data:image/png;base64,' in office.get(address).content.decode()
