from carnet.api.contract.models import Repeat
from carnet.api.keys.models import Key

__all__ = ["Key", "Repeat"]
