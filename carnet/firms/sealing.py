"""The secrets of second factors rest sealed, in a table of allauth's that has no sealed columns."""

from base64 import b64decode, b64encode
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db import transaction

from carnet.core.crypto import Place, current, seal, unseal
from carnet.core.sealed import sealed_elsewhere

# One place for all: when allauth asks, it does not say whose secret it is.
PLACE = Place(UUID(int=0), "mfa.authenticator.data", UUID(int=0))
# Where an authenticator app and the recovery codes keep theirs; keys and passkeys have none.
SECRETS = ("secret", "seed")


def seal_secret(text: str) -> str:
    return b64encode(seal(text, PLACE)).decode()


def open_secret(sealed: str) -> str:
    return unseal(b64decode(sealed), PLACE)


@sealed_elsewhere("mfa.Authenticator.data")
def seal_again() -> int:
    numbers = Authenticator.objects.order_by("pk").values_list("pk", flat=True)
    return sum(_seal_again(number) for number in list(numbers))


@transaction.atomic
def _seal_again(number: int) -> int:
    factor = Authenticator.objects.select_for_update().filter(pk=number).first()
    data = factor.data if factor else {}
    old = [key for key in SECRETS if key in data and not current(b64decode(data[key]))]
    for key in old:
        data[key] = seal_secret(open_secret(data[key]))
    if factor and old:
        factor.save(update_fields=["data"])
    return len(old)
