"""The secrets of second factors rest sealed, in a table of allauth's that has no sealed columns: each with the key of
its colleague's firm, bound to the colleague and the kind of factor.

When allauth seals or opens one it does not say whose it is. So what it has sealed is bound once the row is saved, and
what is read from a row remembers it.
"""

from base64 import b64decode, b64encode
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from carnet.core.crypto import BY_WORDS, NOWHERE, Place, current, seal, unseal
from carnet.core.sealed import sealed_elsewhere

FIELD = "mfa.authenticator.data"
UNBOUND = Place(NOWHERE, FIELD, NOWHERE)
# Where an authenticator app and the recovery codes keep theirs; keys and passkeys have none.
SECRETS = ("secret", "seed")


class Held(str):
    """A sealed secret that knows its row."""

    factor: Authenticator


def seal_secret(text: str) -> str:
    return b64encode(seal(text, UNBOUND)).decode()


def open_secret(sealed: str) -> str:
    place = _place(sealed.factor) if isinstance(sealed, Held) else UNBOUND
    return unseal(b64decode(sealed), place)


def _place(factor: Authenticator) -> Place:
    return Place(factor.user.firm.uuid, FIELD, f"{factor.user_id} {factor.type}")


def hold(instance: Authenticator, **about: Any) -> None:
    for name in _secrets(instance):
        held = instance.data[name] = Held(instance.data[name])
        held.factor = instance


def bind(instance: Authenticator, **about: Any) -> None:
    for name in _secrets(instance):
        sealed = instance.data[name]
        if b64decode(sealed)[:1] not in BY_WORDS:
            instance.data[name] = _bound(instance, open_secret(sealed))
    hold(instance)


def _secrets(factor: Authenticator) -> list[str]:
    data = factor.__dict__.get("data")  # None while it is not read
    return [name for name in SECRETS if name in (data or {})]


def _bound(factor: Authenticator, text: str) -> str:
    return b64encode(seal(text, _place(factor))).decode()


@sealed_elsewhere("mfa.Authenticator.data")
def seal_again() -> int:
    numbers = Authenticator.objects.order_by("pk").values_list("pk", flat=True)
    return sum(_seal_again(number) for number in list(numbers))


@transaction.atomic
def _seal_again(number: int) -> int:
    factor = Authenticator.objects.select_for_update().filter(pk=number).first()
    data = factor.data if factor else {}
    old = [
        name
        for name in SECRETS
        if name in data and not current(b64decode(data[name]), by_words=True)
    ]
    for name in old:
        data[name] = _bound(factor, open_secret(data[name]))
    if factor and old:
        factor.save(update_fields=["data"])
    return len(old)
