from django.urls import path

from carnet.invitations import address_views, pin_views, views

app_name = "invitations"
urlpatterns = [
    path("message/", views.message, name="message"),
    path("bulk/", views.bulk, name="bulk"),
    path("campaigns/<int:pk>/send/", views.send, name="send"),
    path("dossiers/<int:pk>/resend/", views.resend, name="resend"),
    path("dossiers/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("dossiers/<int:pk>/address/", address_views.address, name="address"),
    path("dossiers/<int:pk>/link/", views.link, name="link"),
    path("dossiers/<int:pk>/pin/", pin_views.pin, name="pin"),
]
