"""A worker of webhooks that is killed while it works. Started as `python -m tests.webhooks.working`; claims lapse and
tries follow each other after moments, not minutes."""

import time


def main() -> None:
    sending.CLAIM_LASTS = timedelta(seconds=3)
    sending.PAUSES = [0, 0.001]
    sending.WARY = 10**6
    calling.EACH = 1.0
    with scopes_disabled():
        while True:
            told = tell_next(timezone.now())
            if not (sending.send_next(timezone.now()) or told):
                time.sleep(0.02)


if __name__ == "__main__":
    import logging
    from datetime import timedelta

    import django

    django.setup()
    from django.utils import timezone
    from django_scopes import scopes_disabled

    from carnet.api.webhooks import calling, sending
    from carnet.audit.happenings import tell_next

    logging.disable(logging.ERROR)
    main()
