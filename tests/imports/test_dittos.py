"""“idem” in a cell stands for the cell above."""

import pytest

from carnet.imports.planning.checking import NO_CHOICES, check_rows
from carnet.imports.planning.choices import Choices
from tests.imports.lists import table
from tests.imports.planned import DEFAULTS

HEADERS = ["Nom", "Prénom", "E-mail", "Adresse", "CP Localité", "Remarques"]
JAN = ["Peeters", "Jan", "jan@example.org", "Rue Haute 12", "5000 Namur", "idem"]
AN = ["idem", "An", "Idem.", "id.", '"', '"']
LEA = ["IDEM", "Léa", "lea@example.org", "Dito", "″", ""]


def checked(*lines, choices=NO_CHOICES):
    return list(check_rows(table(HEADERS, *lines), DEFAULTS, choices))


def places(row):
    return {name: row.values.get(name) for name in ("last_name", "email", "street", "postcode")}


def test_what_stands_above_is_proposed_for_each_cell_and_not_taken():
    jan, an, lea = checked(JAN, AN, LEA)
    assert not jan.problems
    told = [(one.column, one.value, one.repair, one.index, one.proven) for one in an.problems]
    assert told == [
        ("Nom", "idem", "Peeters", 0, True),
        ("E-mail", "Idem.", "jan@example.org", 2, True),
        ("Adresse", "id.", "Rue Haute 12", 3, True),
        ("CP Localité", '"', "5000 Namur", 4, True),
    ]
    # Below an “idem” it is what that one stands for.
    assert [one.repair for one in lea.problems] == ["Peeters", "Rue Haute 12", "5000 Namur"]


def test_all_are_taken_at_once_when_somebody_says_so():
    rows = checked(JAN, AN, LEA, choices=Choices(repairs=True))
    assert not any(row.problems for row in rows)
    home = {"last_name": "Peeters", "street": "Rue Haute", "postcode": "5000"}
    assert places(rows[1]) == {**home, "email": "jan@example.org"}
    assert places(rows[2]) == {**home, "email": "lea@example.org"}
    assert rows[1].values["notes"] == '"'  # whatever it means there, it is a note


def test_a_correction_is_what_stands_above_the_next():
    fixes = {2: {4: "1000 Bruxelles"}, 3: {0: "Maes"}}
    _jan, an, lea = checked(JAN, AN, LEA, choices=Choices(fixes=fixes))
    assert [one.repair for one in an.problems][-1] == "1000 Bruxelles"
    assert [one.repair for one in lea.problems][0] == "Maes"


def test_only_what_is_wrong_besides_is_told_too():
    [_jan, an] = checked(JAN, [*AN[:2], "an@", *AN[3:]])
    assert [(one.column, one.repair) for one in an.problems][-1] == ("E-mail", "")
    assert len(an.problems) == 4


@pytest.mark.parametrize("take", [False, True])
@pytest.mark.parametrize("above", [[], [["Maes", "Jo", "jo@example.org", "", "", ""]]])
def test_where_nothing_stands_above_it_is_asked_what_it_is(above, take):
    row = ["Peeters", "An", "an@example.org", "idem", "", ""]
    [problem] = checked(*above, row, choices=Choices(repairs=take))[-1].problems
    assert (problem.column, problem.value, problem.repair, problem.proven) == (
        *("Adresse", "idem", "", False),
    )
