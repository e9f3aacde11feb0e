from django.urls import path

from carnet.invitations import (
    address_views,
    check_views,
    message_views,
    person_views,
    pin_views,
    views,
    wave_views,
)

app_name = "invitations"
urlpatterns = [
    path("check/", check_views.check, name="check"),
    path("message/", message_views.message, name="message"),
    path("message/preview/<str:language>/", message_views.preview, name="preview"),
    path("message/look/<str:language>/", message_views.look, name="look"),
    path("message/plan/", message_views.plan, name="plan"),
    path("test/", message_views.test_link, name="test_link"),
    path("waves/<int:pk>/", wave_views.change, name="wave"),
    path("bulk/", views.bulk, name="bulk"),
    path("campaigns/<int:pk>/send/", views.send, name="send"),
    path("dossiers/<int:pk>/resend/", views.resend, name="resend"),
    path("dossiers/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("dossiers/<int:pk>/address/", address_views.address, name="address"),
    path("dossiers/<int:pk>/link/", views.link, name="link"),
    path("dossiers/<int:pk>/pin/", pin_views.pin, name="pin"),
    path("dossiers/<int:pk>/<slug:person>/send/", person_views.send, name="send_person"),
    path("dossiers/<int:pk>/<slug:person>/link/", person_views.link, name="link_person"),
    path(
        "dossiers/<int:pk>/<slug:person>/withdraw/", person_views.withdraw, name="withdraw_person"
    ),
]
