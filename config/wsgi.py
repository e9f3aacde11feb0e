"""The door for the web server."""

import os
import sys

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# Two threads share each process. Python lets one that computes go on for 5 ms before another may, also before one that
# holds the lock of the database and has only to write: under load everybody waited for that.
sys.setswitchinterval(0.0005)
application = get_wsgi_application()

from carnet.questionnaires import warming  # noqa: E402 (needs the application)

warming.start()
