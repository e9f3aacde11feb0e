"""Everything leaves on its day, and nothing that is held, or that nobody was told of."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from carnet.answers.documents import folder_of
from carnet.campaigns.models import Dossier
from carnet.clients.models import Client
from carnet.core import ledger
from carnet.core.models import Mail
from carnet.retention import actions, erasing
from carnet.retention.clocks import client_clock, dossier_clock
from carnet.retention.erasing import erase_again, erase_next
from carnet.retention.models import Announced, Certificate
from carnet.retention.rules import Kind
from tests import makers as make
from tests.backup.copying import paper

START = date(2025, 1, 10)


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def night(day: date) -> None:
    while erase_next(noon(day)):
        pass


def campaign(firm, year=2024, **fields):
    days = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
    return make.campaign(firm=firm, **days, due_date=date(year + 1, 6, 30), **fields)


@pytest.fixture
def on(firm, colleague):
    erasing.switch(firm, True, by=colleague)


def began(client, of, **fields):
    return make.dossier(client=client, campaign=of, started_at=noon(START), **fields)


@pytest.mark.thorough
@pytest.mark.slow
def test_fifteen_years_every_class_leaves_on_its_day(firm, colleague, on):
    """People who each stand for a class; looked at every fifth day, and daily around the days that matter."""
    taxes = campaign(firm)
    answered, silent = make.client(firm=firm), make.client(firm=firm)
    left = make.client(firm=firm, archived_at=noon(date(2025, 3, 14)))
    both = make.client(firm=firm, archived_at=noon(date(2024, 5, 1)))
    held = make.client(firm=firm, archived_at=noon(date(2024, 5, 1)))
    stays = make.client(firm=firm)
    dossiers = [began(one, taxes) for one in (answered, both, held)]
    unbegun = make.dossier(client=silent, campaign=taxes)
    actions.hold(held, "A dispute", by=colleague)
    expected = {
        ("dossier", unbegun.pk): date(2025, 9, 29),
        ("dossier", dossiers[0].pk): date(2035, 1, 1),
        ("dossier", dossiers[1].pk): date(2035, 1, 1),
        ("client", both.pk): date(2035, 1, 1),
        ("client", left.pk): date(2035, 3, 15),
    }
    looked = list(_days(START, 15, set(expected.values())))
    assert set(_gone(looked)) == {(*what, day) for what, day in expected.items()}
    assert set(Client.objects.all()) == {answered, silent, held, stays}
    assert list(Dossier.objects.all()) == [dossiers[2]]


def _days(start, years, near):
    for number in range(365 * years + 4):
        day = start + timedelta(days=number)
        if number % 5 == 0 or any(abs((day - one).days) < 4 for one in near):
            yield day


def _gone(days):
    there = _there()
    for day in days:
        night(day)
        now = _there()
        yield from ((*what, day) for what in there - now)
        there = now


def _there():
    clients = {("client", pk) for pk in Client.objects.values_list("pk", flat=True)}
    return clients | {("dossier", pk) for pk in Dossier.objects.values_list("pk", flat=True)}


def test_by_default_nothing_is_erased_or_announced(firm, ann):
    began(ann, campaign(firm, 2001))
    night(date(2026, 11, 27))
    assert Dossier.objects.count() == 1
    assert not Announced.objects.exists()


def test_administrators_are_told_a_month_before_and_only_then_anything_goes(
    firm, ann, colleague, on
):
    began(ann, campaign(firm, 2001))
    night(date(2026, 11, 27))
    assert Mail.objects.get(letter="erasing").to == colleague.email
    night(date(2026, 12, 26))
    assert Dossier.objects.count() == 1
    night(date(2026, 12, 27))
    assert not Dossier.objects.exists()
    assert list(firm.clients.all()) == [ann]


@pytest.mark.parametrize("change", ["hold", "period", "off"])
def test_whoever_changes_their_mind_in_that_month_is_heard(firm, ann, colleague, on, change):
    began(ann, campaign(firm, 2015))
    night(date(2026, 11, 27))
    if change == "hold":
        actions.hold(ann, "A dispute", by=colleague)
    elif change == "period":
        actions.choose(firm, Kind.DOSSIER, (240, 0), "Real estate", by=colleague)
    else:
        erasing.switch(firm, False, by=colleague)
    night(date(2026, 12, 27))
    night(date(2027, 2, 27))  # not a month later, either
    assert Dossier.objects.count() == 1


def test_a_lifted_hold_begins_with_a_month_of_notice(firm, ann, colleague, on):
    began(ann, campaign(firm, 2001))
    actions.hold(ann, "A dispute", by=colleague)
    night(date(2026, 11, 27))
    actions.lift(ann, by=colleague, now=timezone.now())
    night(date(2026, 11, 28))
    assert Announced.objects.get().on == date(2026, 12, 28)


def test_an_erased_dossier_leaves_no_row_file_or_mail_and_the_certificate_names_nobody(
    firm, ann, on
):
    dossier = began(ann, campaign(firm, 2001))
    other = began(ann, campaign(firm, 2025))
    document, kept = paper(dossier), paper(other)
    place = folder_of(dossier)
    night(date(2026, 11, 27))
    night(date(2026, 12, 27))
    assert not place.exists()
    assert (Path(folder_of(other)) / Path(kept.file).name).exists()
    assert list(Dossier.objects.all()) == [other]
    one = Certificate.objects.get()
    assert (one.kind, one.things, one.rows, one.files) == ("dossier", 1, 3, 1)
    event = firm.events.get(what="dossier erased")
    assert (event.key, event.facts["erased"]["answers.Document"]) == (str(document.dossier_id), 1)
    assert "Peeters" not in str(event.facts)


def test_who_is_killed_in_the_middle_goes_on(firm, on, settings):
    taxes = campaign(firm, 2001)
    for _ in range(3):
        began(make.client(firm=firm), taxes)
    while erase_next(noon(date(2026, 11, 27))):
        pass
    day = noon(date(2026, 12, 27))
    erase_next(day)  # looks for more to announce
    erase_next(day)
    assert Dossier.objects.count() == 2
    book = Path(settings.DATA_DIR) / ledger.NAME
    book.rename(book.with_suffix(".aside"))
    book.mkdir()
    with pytest.raises(IsADirectoryError):
        erase_next(day)
    book.rmdir()
    assert Dossier.objects.count() == 2
    night(date(2026, 12, 27))
    assert not Dossier.objects.exists()
    assert Certificate.objects.get().things == 3


def test_a_dossier_that_came_back_with_an_older_copy_is_erased_again(firm, ann):
    taxes = campaign(firm)
    erasing.erase_dossier(began(ann, taxes))
    back, other = began(ann, taxes), began(ann, campaign(firm, 2025))
    names = [line.split(" ")[2] for line in ledger.lines()]
    assert names == [f"{taxes.uuid}/{ann.uuid}"]
    assert erase_again(names) == 1
    assert list(Dossier.objects.all()) == [other]
    assert back.pk != other.pk


def test_the_clock_tells_the_day_and_why(firm, ann, colleague):
    dossier = began(ann, campaign(firm, 2024))
    clock = dossier_clock(dossier)
    assert (clock.kept.until, clock.kept.rule.source[:3]) == (date(2034, 12, 31), "CIR")
    assert client_clock(ann).kept is None
    ann.archived_at = noon(date(2024, 5, 1))
    assert client_clock(ann).kept.until == date(2034, 12, 31)  # the dossier stays longer


def test_a_temporary_client_has_a_day_of_its_own(firm, on):
    client = make.client(firm=firm, erase_on=date(2030, 1, 1), archived_at=noon(date(2001, 1, 1)))
    began(client, campaign(firm, 2001))
    night(date(2026, 11, 27))
    assert not Announced.objects.exists()
