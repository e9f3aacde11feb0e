from django.urls import path

from carnet.core import csp, health, outbox

app_name = "core"
urlpatterns = [
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
    path("healthz/well", health.well, name="well"),
    path("metrics", health.figures, name="metrics"),
    path("reports/csp", csp.report, name="csp_report"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/retry/", outbox.outbox_retry, name="outbox_retry_all"),
    path("outbox/<uuid:uuid>/", outbox.outbox_mail, name="outbox_mail"),
    path("outbox/<uuid:uuid>/mail.html", outbox.outbox_frame, name="outbox_frame"),
    path("outbox/<uuid:uuid>/retry/", outbox.outbox_retry, name="outbox_retry"),
]
