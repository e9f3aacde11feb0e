from django.urls import path

from carnet.core import outbox

app_name = "core"
urlpatterns = [
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/retry/", outbox.outbox_retry, name="outbox_retry_all"),
    path("outbox/<uuid:uuid>/", outbox.outbox_mail, name="outbox_mail"),
    path("outbox/<uuid:uuid>/mail.html", outbox.outbox_frame, name="outbox_frame"),
    path("outbox/<uuid:uuid>/retry/", outbox.outbox_retry, name="outbox_retry"),
]
