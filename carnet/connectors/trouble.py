"""What can go wrong between Carnet and a practice software. The code decides what happens next and what people read
(connectors/words.py); what the software said itself is kept beside it, harmless and short."""

CODES = (
    "refused",  # the address is none we may call
    "unreachable",  # no such name, nobody there
    "encryption",  # the certificate is not theirs
    "slow",
    "cut",  # the answer ended in the middle
    "wrong_key",
    "expired",  # signed out: somebody has to sign in again
    "not_allowed",  # the key may not use this
    "throttled",
    "missing",  # there is no such thing
    "odd",  # an answer nobody can make sense of
    "broken",  # it says itself that something is wrong (5xx)
    "full",  # there is no room for more
)
# Whatever else: trying again later may help.
PASSING = {"unreachable", "slow", "cut", "throttled", "broken", "full"}


class Trouble(Exception):
    """`wait`: seconds before which trying again is useless, as far as they can be told."""

    def __init__(self, code: str, said: str = "", *, wait: float = 0.0) -> None:
        assert code in CODES, code
        super().__init__(code)
        self.code, self.said, self.wait = code, said, wait

    @property
    def passing(self) -> bool:
        return self.code in PASSING


class Paced(Trouble):
    """Nothing is wrong: as many as are allowed a minute have gone, and the next may in `wait` seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__("throttled", wait=wait)
