"""A worker of mails that is killed while it works. Started as `python -m tests.core.posting`; claims lapse and
tries follow each other after moments, not minutes."""

import os
import time


def main() -> None:
    mail.letter("deadly")(die)
    allowance.CLAIM_LASTS = timedelta(seconds=4)
    mail.PAUSES = [0, 0.005]
    with scopes_disabled():
        while True:
            if not mail.send_some(timezone.now()):
                time.sleep(0.05)


def die(_row) -> None:
    """As one that needs more memory than there is."""
    os._exit(1)


if __name__ == "__main__":
    import logging
    from datetime import timedelta

    import django

    django.setup()
    from django.utils import timezone
    from django_scopes import scopes_disabled

    from carnet.core import allowance, mail

    logging.disable(logging.WARNING)
    main()
