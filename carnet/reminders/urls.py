from django.urls import path

from carnet.reminders import bulk_views, call_views, views

app_name = "reminders"
urlpatterns = [
    path("", views.who_gets_what, name="today"),
    path("bulk/", bulk_views.remind, name="bulk"),
    path("calls/", call_views.who_to_call, name="calls"),
    path("hold/", views.hold, name="hold"),
    path("release/", views.release, name="release"),
    path("campaigns/<int:pk>/", views.campaign_reminders, name="campaign"),
    path("dossiers/<int:pk>/", views.switch, name="switch"),
    path("letters/<int:pk>/", views.letter, name="letter"),
]
