"""How long one waits after wrong tries. Pure: numbers in, lengths out."""

from datetime import timedelta

# After the last free try; then one try each, until the longest, which stays.
LADDER = [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15)]
NONE = timedelta(0)
# On devices nobody knows: with so many tries free and no shorter wait, no more than these are looked at in any five
# minutes, whoever guesses. Who mistypes on a device of their own comes in sooner.
AMONG_STRANGERS = timedelta(minutes=5)
# A person mistypes; a network is a whole office that mistypes.
OF_ACCOUNT, OF_NETWORK = 5, 20
# Nobody tried any more: the next wrong one is a first one again.
FORGOTTEN = timedelta(days=1)


def ladder(least: timedelta = NONE) -> list[timedelta]:
    return [max(wait, least) for wait in LADDER]


def after(tries: int, free: int, least: timedelta = NONE) -> timedelta | None:
    """The wait that the try of this number begins, should it be wrong; None while more are free."""
    if tries < free:
        return None
    return ladder(least)[min(tries - free, len(LADDER) - 1)]


def minutes(wait: timedelta) -> int:
    """As people are told: begun minutes, at least one."""
    return max(1, -int(-wait.total_seconds() // 60))
