from django.urls import path

from carnet.firms import again, doors, notice_views, second_step, views

app_name = "firms"
urlpatterns = [
    path("", views.settings, name="settings"),
    path("document-names/", views.document_names_example, name="document_names"),
    path("notice/", notice_views.notice, name="notice"),
    path("colleagues/", views.colleagues, name="colleagues"),
    path("colleagues/second-step/", second_step.ask_everybody, name="ask_everybody"),
    path("colleagues/<int:pk>/role/", views.change_role, name="change_role"),
    path("colleagues/<int:pk>/second-step/", second_step.take_away, name="take_away"),
    path("colleagues/<int:pk>/lift/", views.lift, name="lift"),
    path("colleagues/<int:pk>/invite/", views.invite_again, name="invite_again"),
    path("colleagues/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("colleagues/<int:pk>/deactivate/", views.deactivate, name="deactivate"),
    path("colleagues/<int:pk>/reactivate/", views.reactivate, name="reactivate"),
    path("account/", views.account, name="account"),
    path("account/sessions/", views.end_sessions, name="end_sessions"),
    path("again/", again.again, name="again"),
    path("second-step/", second_step.second_step, name="second_step"),
    path("setup/", doors.set_up, name="setup"),
    path("join/<str:token>/", doors.join, name="join"),
    path("style/<uuid:uuid>.css", doors.style, name="style"),
    path("logo/<uuid:uuid>.png", doors.logo, name="logo"),
]
