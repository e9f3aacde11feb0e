"""A process of those that guess one password together: `python -m tests.firms.guessing ADDRESS TRIES MOMENT`. From the
moment on so many threads try at once; what is printed is how many were told that it was wrong, and how many to wait."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor

WRONG, WAIT = "do not belong together", "Too many wrong tries."


def told(page: str) -> str:
    return "wrong" if WRONG in page else "wait" if WAIT in page else "else"


def main(address: str, tries: int, moment: float) -> None:
    def guess(number: int) -> str:
        browser = Client(headers={"accept-language": "en", "host": "localhost"})
        sent = {"login": address, "password": f"guess {number}"}
        time.sleep(max(0, moment - time.time()))
        try:
            # Each from a network of its own: what holds here is the count of the account.
            source = {"REMOTE_ADDR": f"203.0.113.{number}"}
            return told(browser.post("/account/login/", sent, **source).content.decode())
        finally:
            connection.close()

    with ThreadPoolExecutor(tries) as threads:
        found = list(threads.map(guess, range(tries)))
    sys.stdout.write(f"{found.count('wrong')} {found.count('wait')}\n")


if __name__ == "__main__":
    from datetime import timedelta

    import django

    django.setup()
    from django.conf import settings
    from django.db import connection
    from django.test import Client

    from carnet.firms import waits

    # Each browser starts a site, which would look for all static files first.
    settings.WHITENOISE_USE_FINDERS = False
    # However busy the machine is, no wait is over before all have tried.
    waits.LADDER = [timedelta(hours=1)]
    main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
