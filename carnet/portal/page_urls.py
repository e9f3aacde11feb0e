from django.urls import path

from carnet.portal import asked, confirming, documents, lists, pages, questions, sending, thread

ENTRY = "<slug:list_id>/<slug:entry>/"

urlpatterns = [
    path("start/", pages.start, name="start"),
    path("tasks/", pages.tasks, name="tasks"),
    path("s/<slug:section>/", pages.section, name="section"),
    path("s/<slug:section>/<slug:item>/", questions.question, name="question"),
    path(f"s/<slug:section>/{ENTRY}<slug:item>/", questions.question, name="entry"),
    path("still/<slug:section>/", confirming.still, name="still"),
    path("save/", questions.autosave, name="save"),
    path("lists/<slug:list_id>/add/", lists.add, name="add"),
    path(f"lists/{ENTRY}remove/", lists.remove, name="remove"),
    path(f"lists/{ENTRY}restore/", lists.restore, name="restore"),
    path("documents/<uuid:uuid>/", documents.document, name="document"),
    path("documents/<uuid:uuid>/small/", documents.small, name="small"),
    path("asked/", asked.asked, name="asked"),
    path("asked/more/", thread.ask_to_reopen, name="ask_to_reopen"),
    path("messages/", thread.thread, name="thread"),
    path("check/", sending.check, name="check"),
    path("send/", sending.send, name="send"),
    path("sent/", sending.sent, name="sent"),
    path("copy/", sending.copy, name="copy"),
]
