"""The door for the web server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402 (needs the application, as what follows)

from carnet.core import tidying  # noqa: E402
from carnet.core.bucket_check import refuse_wrong  # noqa: E402
from carnet.questionnaires import warming  # noqa: E402

refuse_wrong()

# Every address with its view, a second or two of loading, before the first request instead of in it.
_ = get_resolver().url_patterns
tidying.after_replies()
warming.start()
