"""Is the bucket of STORAGE_URL fit for use? Looked at by every command of manage.py and when a web server starts: a
wrong setting is a sentence then, not a client's file that cannot be kept. One that is merely away stops nobody: it
comes back."""

from typing import Any

from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004 (Django's own name)

from carnet.core import shelf
from carnet.core.env import WrongSetting
from carnet.core.shelf import Away, Refused

FORMER = (
    "The bucket of STORAGE_URL keeps former versions, so what is erased here stays there. Suspend its versioning,"
    " or have it delete former versions after the time you keep copies."
)


@register
def look(app_configs: Any = None, **options: Any) -> list[CheckMessage]:
    bucket = shelf.bucket()
    if not bucket:
        return []
    try:
        bucket.try_out()
    except Refused as problem:
        return [Error(str(problem), id="carnet.E001")]
    except Away as problem:
        return [Warning(str(problem), id="carnet.W001")]
    return [Warning(FORMER, id="carnet.W002")] if bucket.keeps_deleted() else []


def refuse_wrong() -> None:
    for message in look():
        if message.is_serious():
            raise WrongSetting(message.msg)
