"""Names that every system takes, whatever clients and questionnaires are called."""

import pytest

from carnet.deliveries.packing import planned, short
from carnet.exports.sent import sent
from tests import makers as make
from tests.deliveries.handed_in import sent_in


@pytest.mark.parametrize(
    ("name", "length"),
    [
        ("a.pdf", 5),
        ("é" * 100 + ".pdf", 204),
        ("漢" * 100 + ".pdf", 232),
        ("😀" * 60 + ".pdf", 232),
    ],
)
def test_a_name_has_no_more_bytes_than_a_file_system_takes(name, length):
    made = short(name)
    assert len(made.encode()) == length
    assert made.endswith(".pdf")


@pytest.mark.parametrize("name", ["../../etc", "CON", "a/b\\c", "\u202egnp.exe", "...", " "])
def test_no_client_leads_elsewhere(firm, add, name):
    destination = add("http://127.0.0.1:9/", what=["record", "documents"])
    client = make.client(firm=firm, first_name=name, last_name=name, client_number=name)
    submission = sent_in(firm, client=client)
    delivery = destination.deliveries.create(dossier=submission.dossier, submission=submission)
    rows = list(planned(delivery, sent(submission)))
    assert [row.number for row in rows] == [1, 2, 3]
    for row in rows:
        parts = [*row.folder.split("/"), row.name]
        assert len(parts) == 3
        assert not {"", ".", ".."} & set(parts)
        assert not any(sign in part for part in parts for sign in '\\<>:"|?*\u202e')
    assert len({row.name.casefold() for row in rows}) == 3
    assert all(row.folder.endswith(submission.reference) for row in rows)
