from django.urls import path

from carnet.reviews import (
    adapting_views,
    paper_views,
    signing_views,
    talking_views,
    value_views,
    views,
)

app_name = "reviews"
urlpatterns = [
    path("<int:pk>/", views.dossier, name="dossier"),
    path("<int:pk>/reopen/", views.reopen_dossier, name="reopen"),
    path("<int:pk>/ask/", talking_views.ask_client, name="ask_client"),
    path("<int:pk>/unlock/", talking_views.unlock_all, name="unlock"),
    path("<int:pk>/messages/answer/", talking_views.answer, name="answer_message"),
    path("<int:pk>/messages/read/", talking_views.read, name="messages_read"),
    path("<int:pk>/questions/", adapting_views.questions, name="questions"),
    path("<int:pk>/questions/add/", adapting_views.add, name="add_question"),
    path("<int:pk>/questions/<slug:question>/off/", adapting_views.leave_out, name="leave_out"),
    path("<int:pk>/questions/<slug:question>/on/", adapting_views.ask_again, name="ask_again"),
    path("<int:pk>/values/<path:path>/set/", value_views.set_by_hand, name="set_value"),
    path("<int:pk>/values/<path:path>/reset/", value_views.reset, name="reset_value"),
    path("<int:pk>/paper/", paper_views.paper, name="paper"),
    path("<int:pk>/signatures/<slug:person>/", signing_views.lift, name="lift_signature"),
    path("<int:pk>/sent/<int:submission>/", views.submission, name="submission"),
    path("<int:pk>/documents/<uuid:uuid>/", paper_views.document, name="document"),
    path("<int:pk>/documents/<uuid:uuid>/small/", paper_views.small, name="small"),
    path("<int:pk>/documents/<uuid:uuid>/assign/", paper_views.assign, name="assign"),
]
