import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from carnet.clients.states import State
from carnet.core.templatetags.ui import STATES


def drawn(source, request=None, **context):
    return Template("{% load ui %}" + source).render(Context({"request": request, **context}))


def test_every_state_of_a_dossier_has_a_word():
    assert {state.value for state in State} <= set(STATES)


@pytest.mark.parametrize("state", STATES)
def test_a_state_shows_a_shape_and_a_word(state):
    html = drawn("{% state key %}", key=state)
    assert f"s-{state}" in html
    assert "<svg" in html
    assert drawn("{{ key|state_label }}", key=state) in html


def test_shapes_tell_states_apart_without_colour():
    shapes = {re.search("<svg.*</svg>", drawn("{% state key %}", key=k), re.S)[0] for k in STATES}
    assert len(shapes) == len(STATES)


def test_no_state_means_not_invited():
    assert "Not invited" in drawn("{% state '' %}")


def test_a_short_state_keeps_its_word_for_screen_readers():
    assert '<span class="visually-hidden">Sent</span>' in drawn("{% state 'sent' short=True %}")


def parts(html):
    return [float(width) for width in re.findall(r'<rect x="[\d.]+" width="([\d.]+)"', html)]


def test_the_bar_of_states_is_filled_and_small_parts_can_be_hit():
    counts = {"sent": 1, "opened": 0, "accepted": 9_999}
    segments = [{"state": state, "count": count, "url": "#"} for state, count in counts.items()]
    widths = parts(drawn("{% funnel segments %}", segments=segments))
    assert len(widths) == 2
    assert min(widths) >= 8
    assert sum(widths) + 3 == pytest.approx(1000, abs=0.2)


def test_a_bar_without_dossiers_is_left_out():
    html = drawn("{% funnel segments %}", segments=[{"state": "sent", "count": 0, "url": "#"}])
    assert "funnel-bar" not in html


def test_an_unknown_state_cannot_become_markup():
    assert "<script>" not in drawn("{% state key %}", key='"><script>')


def test_visitors_see_no_office_menu_entry_for_administrators():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    assert "Settings" not in drawn("{% rail %}", request=request)


def test_what_a_text_is_about_stands_before_it():
    assert drawn("{% labelled 'Name' text %}", text="<b>") == "Name: &lt;b&gt;"
    assert drawn("{% labelled '' text %}", text="<b>") == "&lt;b&gt;"
