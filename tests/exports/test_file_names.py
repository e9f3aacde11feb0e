"""Names that Windows takes too, whatever a client has called a file."""

import re
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from carnet.exports.file_names import LONGEST_NAME, download_name, safe, safe_file, unused

RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)", re.IGNORECASE)


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Lease 2025", "Lease 2025"),
        ("../../etc/passwd", "etc passwd"),
        ('a<b>c:d"e/f\\g|h?i*j', "a b c d e f g h i j"),
        ("invoice\u202efdp.exe", "invoice fdp.exe"),
        ("CON", "_CON"),
        ("nul.pdf", "_nul.pdf"),
        ("LPT¹", "_LPT1"),
        ("Console", "Console"),
        (" . ", "-"),
        ("end. ", "end"),
        ("e\u0301te\u0301", "été"),
        ("a\x00b\nc\td", "a b c d"),
        ("", "-"),
    ],
)
def test_what_some_system_refuses_goes(words, name):
    assert safe(words, 60) == name


@given(st.text(max_size=300), st.integers(8, 120))
def test_any_name_is_safe_and_short_and_stays_when_made_safe_again(words, longest):
    name = safe(words, longest)
    assert 0 < len(name.encode("utf-16-le")) <= 2 * longest
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f\u202a-\u202e]', name)
    assert not name.endswith((".", " "))
    assert not RESERVED.match(name)
    assert safe(name, longest) == name


@pytest.mark.thorough
@given(st.text(max_size=300))
def test_a_file_keeps_its_ending_however_long_it_is_called(words):
    name = safe_file(words, ".pdf")
    assert name.endswith(".pdf")
    assert len(name.encode("utf-16-le")) <= 2 * LONGEST_NAME


@given(
    st.lists(
        st.sampled_from(["Lease.pdf", "LEASE.PDF", "lease.pdf", "x" * 96 + ".pdf"]), max_size=9
    )
)
def test_no_two_files_have_one_name_for_windows(names):
    taken = set()
    for name in names:
        own = unused(name, taken)
        assert own.casefold() not in taken
        assert own.lower().endswith(".pdf")
        taken.add(own.casefold())


def test_an_emoji_is_not_cut_in_half():
    assert safe("😀" * 40, 9) == "😀" * 4


def test_a_download_is_called_by_the_clients_number_in_plain_letters():
    client = SimpleNamespace(client_number="K/12", name="Zoë “Bo” Ångström", pk=7)
    dossier = SimpleNamespace(client=client)
    assert download_name(dossier, "C-AB23-2026", "zip") == "k12-zoe-bo-angstrom-c-ab23-2026.zip"
    client.client_number, client.name = "", "沈"
    assert download_name(dossier, "C-AB23-2026", "zip") == "7-client-c-ab23-2026.zip"
