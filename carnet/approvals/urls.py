from django.urls import path

from carnet.approvals import views

app_name = "approvals"
urlpatterns = [
    path("", views.returns, name="returns"),
    path("filed/", views.filed, name="filed"),
    path("pace/", views.pace, name="pace"),
    path("dossiers/<int:pk>/ask/", views.ask, name="ask"),
    path("dossiers/<int:pk>/not-filed/", views.take_back, name="take_back"),
    path("<uuid:uuid>/", views.approval, name="approval"),
    path("<uuid:uuid>/file/", views.document, name="document"),
    path("<uuid:uuid>/withdraw/", views.withdraw, name="withdraw"),
    path("<uuid:uuid>/<slug:person>/mail/", views.mail_again, name="mail_again"),
    path("<uuid:uuid>/<slug:person>/paper/", views.on_paper, name="on_paper"),
]
