"""What holds for any file, whoever is in it and whoever is known: made up of few values, so that people
share them, are told twice, contradict each other and live together."""

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from carnet.firms.models import Firm
from carnet.imports import register
from carnet.imports.planning.choices import KEYS, POLICIES
from tests import makers as make
from tests.imports.planned import HOME, NUMBER, OTHER, client, plan_of, reasons
from tests.imports.written import write

THIRD = "50010100156"

VALUES = {
    "first_name": ["Ann", "Anna", "Jan", "J.", "Zoé", ""],
    "last_name": ["Peeters", "Peters", "Maes", "De Smet", "Maes-Peeters"],
    "email": ["ann@example.org", "jan@example.org", "zoe@example.org", "ann@", ""],
    "language": ["fr", "nl", "fr", "Klingon", ""],
    "client_number": ["7", "8", "", "", ""],
    "national_number": [NUMBER, OTHER, THIRD, "85073003329", "", "", ""],
    "partner_national_number": [NUMBER, OTHER, "", "", ""],
    "birth_date": ["01/01/1980", "02/01/1980", "", ""],
    "phone": ["09 220 12 34", "", ""],
    "mobile": ["09 220 12 34", "0470 12 34 56", "", ""],
    "enterprise_number": ["0403.170.701", "", "", ""],
    "kind": ["", "", "person", "company"],
    "company": ["", "", "Maes BV", "Peeters SRL"],
    "household": ["", "", "12", "13"],
}
PERSON = st.fixed_dictionaries({key: st.sampled_from(values) for key, values in VALUES.items()})


HOMES = [{}, HOME, HOME | {"house_number": "7É"}, HOME | {"house_number": "7é"}]


def at_home(person, home):
    """Or not; but nobody is their own partner."""
    if person["partner_national_number"] == person["national_number"]:
        person = {**person, "partner_national_number": ""}
    return person | home


AT_HOME = st.builds(at_home, PERSON, st.sampled_from(HOMES))
PEOPLE = st.lists(AT_HOME, min_size=1, max_size=7)


LINES = st.integers(2, 6)
CHOICES = st.fixed_dictionaries(
    {
        "key": st.sampled_from(["", *KEYS]),
        "policy": st.sampled_from(POLICIES),
        "never": st.frozensets(st.sampled_from(["phone", "language"])),
        "left": st.dictionaries(LINES, st.sampled_from([frozenset({"*"}), frozenset({"phone"})])),
        "couples": st.dictionaries(LINES, st.booleans()),
        "same": st.dictionaries(LINES, st.integers(0, 3)),
        "repairs": st.booleans(),
    }
)
LISTS = ("new", "changed", "unchanged", "invalid")

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def lines(plan):
    return sorted(
        line
        for kind in LISTS
        for row in getattr(plan, kind)
        for line in (row.line, row.partner_line)
        if line
    )


class Forgotten:
    """A firm of its own for each example, gone afterwards."""

    def __enter__(self) -> Firm:
        self.held = transaction.atomic()
        self.held.__enter__()
        return make.firm()

    def __exit__(self, *problem) -> None:
        transaction.set_rollback(True)
        self.held.__exit__(*problem)


@pytest.mark.thorough
@given(PEOPLE, PEOPLE, CHOICES)
def test_each_row_is_in_exactly_one_list_and_told_only_for_reasons(known, people, choices):
    with Forgotten() as firm:
        write(firm, plan_of(firm, *known))
        plan = plan_of(firm, *people, **choices)
        assert lines(plan) == list(range(2, len(people) + 2))
        assert plan.counts["rows"] == len(people)
        assert all(row.problems for row in plan.invalid)
        assert all(row.differences for row in plan.changed)
        about = [row.client for row in (*plan.changed, *plan.unchanged) if row.client]
        assert len(about) == len(set(about))
        assert set(about) <= plan.met
        assert plan.only_here_count == firm.clients.exclude(pk__in=plan.met).count()


STRANGER = {
    "first_name": "Nobody",
    "last_name": "Else",
    "email": "else@example.org",
    "language": "fr",
}


@given(PEOPLE, CHOICES)
def test_whether_somebody_unlike_them_all_is_known_changes_nothing(people, choices):
    chosen = {**choices, "same": {}}  # nobody of the register is chosen
    with Forgotten() as firm:
        empty = plan_of(firm, *people, **chosen)
        client(firm, STRANGER)
        told = plan_of(firm, *people, **chosen)
        assert told.counts == empty.counts
        assert (told.digest, reasons(told)) == (empty.digest, reasons(empty))


@pytest.mark.thorough
@given(PEOPLE, PEOPLE)
def test_the_same_file_twice_changes_nothing(known, people):
    with Forgotten() as firm:
        write(firm, plan_of(firm, *known))
        write(firm, plan_of(firm, *people))
        again = plan_of(firm, *people)
        assert (again.new, again.changed) == ([], [])


@given(PEOPLE, PEOPLE, CHOICES)
def test_a_plan_carried_out_as_shown_can_be_written(known, people, choices):
    """No client number is given twice, and nobody lacks what is required."""
    with Forgotten() as firm:
        write(firm, plan_of(firm, *known))
        plan = plan_of(firm, *people, **choices)
        write(firm, plan)
        assert not firm.clients.filter(first_name="").exclude(kind="company").exists()
        assert not firm.clients.filter(first_name="", company="").exists()


def elsewhere(people):
    """So that only a phone, a home or an enterprise number can be what they share with others."""
    keys = ("national_number", "partner_national_number", "client_number", "birth_date")
    return [
        {**person, **dict.fromkeys(keys, ""), "email": f"new{at}@example.org"}
        for at, person in enumerate(people)
    ]


@pytest.mark.thorough
@given(PEOPLE, st.one_of(PEOPLE, PEOPLE.map(elsewhere)), CHOICES)
def test_a_walk_through_the_register_and_looking_up_find_the_same(known, people, choices):
    with Forgotten() as firm, pytest.MonkeyPatch.context() as changed:
        write(firm, plan_of(firm, *known))
        walked = plan_of(firm, *people, **choices)
        changed.setattr(register, "FEW", 0)
        changed.setattr(register, "A_ROW", 0)
        looked_up = plan_of(firm, *people, **choices)
        assert looked_up == walked


def alone(people):
    """Nobody shares a number, a mailbox, a birthday or a home with another row."""
    own = ({"email": f"p{at}@example.org", "birth_date": f"{at + 1:02}/01/1980"} for at in range(9))
    shared = ("national_number", "partner_national_number", "client_number", "household")
    return [
        {**person, **mine, **dict.fromkeys((*shared, *HOME), "")}
        for person, mine in zip(people, own, strict=False)
    ]


def outcomes(plan, people):
    """What becomes of whom, wherever they stand in the file."""
    told = {
        **{row.line: ("new", row.values, row.alike) for row in plan.new},
        **{row.line: ("changed", row.client, row.differences) for row in plan.changed},
        **{row.line: ("unchanged", row.client) for row in plan.unchanged},
        **{row.line: ("invalid", [one.reason for one in row.problems]) for row in plan.invalid},
    }
    return {person["birth_date"]: told[line] for line, person in enumerate(people, start=2)}


@pytest.mark.thorough
@given(PEOPLE, PEOPLE, st.randoms())
def test_the_order_of_rows_does_not_matter(known, people, chance):
    """But for rows that follow each other as couples do, and for the first of two that are equal."""
    people = alone(people)
    mixed = people[:]
    chance.shuffle(mixed)
    with Forgotten() as firm:
        write(firm, plan_of(firm, *known))
        one, other = (outcomes(plan_of(firm, *some), some) for some in (people, mixed))
        assert one == other
