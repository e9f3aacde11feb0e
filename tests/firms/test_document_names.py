"""How documents are called that leave the house: the firm's own rule."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from carnet.firms.document_names import NAMES, STANDARD, check, example, named
from tests.firms.test_settings import SETTINGS, typed

VALUES = dict(
    zip(NAMES, ("02", "Ann", "K12", "Care", "Noa", "2025", "2026-05-20", "scan"), strict=True)
)


@pytest.mark.parametrize(
    ("pattern", "empty", "wanted"),
    [
        (STANDARD, "", "02 Care - Noa"),
        (STANDARD, "entry", "02 Care"),
        ("{client_number}_{period}_{question}", "", "K12_2025_Care"),
        ("{client_number}_{period}_{question}", "client_number", "2025_Care"),
        ("{question} ({entry}) {date}", "", "Care (Noa) 2026-05-20"),
        ("{question} ({entry}) {date}", "entry", "Care 2026-05-20"),
        ("{{x}} {original}", "", "{x} scan"),
    ],
)
def test_names_are_filled_in_and_what_is_empty_leaves_no_gap(pattern, empty, wanted):
    check(pattern)
    assert named(pattern, VALUES | ({empty: ""} if empty else {})) == wanted


@pytest.mark.parametrize(
    ("pattern", "told"),
    [
        ("{nummer} {question}", "{nummer} is not known. You can use: {number}, {client},"),
        ("{} {number}", "{} is not known."),
        ("{client} {period}", "Use at least one of {number}, {question}, {original}"),
        ("invoice", "Use at least one of"),
        ("{number", "Write each name between a { and a }"),
        ("{number:>9999999}", "Write each name between a { and a }"),
        ("{number!r}", "Write each name between a { and a }"),
        ("{number.__class__}", "{number.__class__} is not known."),
    ],
)
def test_a_wrong_rule_is_refused_with_what_to_do(pattern, told):
    with pytest.raises(ValidationError) as refused:
        check(pattern)
    assert told in refused.value.messages[0]


@given(st.text(max_size=40), st.dictionaries(st.sampled_from(NAMES), st.text(max_size=9)))
def test_whatever_passes_the_check_can_be_filled_in(pattern, values):
    try:
        check(pattern)
    except ValidationError:
        return
    assert isinstance(named(pattern, values), str)


@pytest.mark.thorough
def test_the_settings_show_an_example_save_the_rule_and_refuse_a_wrong_one(office, firm):
    assert (
        "<strong>02 Certificate of child care - Noa.pdf</strong>"
        in office.get(SETTINGS).content.decode()
    )
    page = office.post(SETTINGS, typed(document_names="{nummer}")).content.decode()
    assert "{nummer} is not known." in page
    assert (
        office.post(SETTINGS, typed(document_names="{client_number} {question}")).status_code == 302
    )
    firm.refresh_from_db()
    assert firm.document_names == "{client_number} {question}"
    assert (
        "<strong>K12 Certificate of child care.pdf</strong>"
        in office.get(SETTINGS).content.decode()
    )


@pytest.mark.parametrize(
    ("pattern", "told"),
    [("{original}", "IMG_2034.pdf"), ("", "02 Certificate"), ("{x}<b>", "{x} is not known")],
)
def test_while_typing_it_tells_what_comes_of_it(office, pattern, told):
    page = office.get(f"{SETTINGS}document-names/", {"document_names": pattern}).content.decode()
    assert told in page
    assert "<b>" not in page


def test_it_is_the_administrators(client, accountant):
    client.force_login(accountant)
    assert client.get(f"{SETTINGS}document-names/").status_code == 403


def test_the_example_names_last_year():
    assert example("{period} {number}", date(2026, 5, 1)) == "2025 02.pdf"
