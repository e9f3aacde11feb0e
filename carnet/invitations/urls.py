from django.urls import path

from carnet.invitations import person_views, views

app_name = "invitations"
urlpatterns = [
    path("message/", views.message, name="message"),
    path("bulk/", views.bulk, name="bulk"),
    path("campaigns/<int:pk>/send/", views.send, name="send"),
    path("dossiers/<int:pk>/resend/", views.resend, name="resend"),
    path("dossiers/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("dossiers/<int:pk>/link/", views.link, name="link"),
    path("dossiers/<int:pk>/<slug:person>/send/", person_views.send, name="send_person"),
    path("dossiers/<int:pk>/<slug:person>/link/", person_views.link, name="link_person"),
    path(
        "dossiers/<int:pk>/<slug:person>/withdraw/", person_views.withdraw, name="withdraw_person"
    ),
]
