from django.urls import path

from carnet.clients import form_views, list_urls, merge_views, views

app_name = "clients"
urlpatterns = [
    *list_urls.urlpatterns,
    path("add/", form_views.add, name="add"),
    path("hints/", form_views.hints, name="hints"),
    path("<int:pk>/", views.card, name="card"),
    path("<int:pk>/details/", form_views.edit, name="edit"),
    path("<int:pk>/number/", views.number, name="number"),
    path("<int:pk>/note/", views.note, name="note"),
    path("<int:pk>/archive/", views.archive, name="archive"),
    path("<int:pk>/restore/", views.restore, name="restore"),
    path("<int:pk>/keep/", views.keep, name="keep"),
    path("<int:pk>/postpone/", views.postpone, name="postpone"),
    path("<int:pk>/erase/", views.erase, name="erase"),
    path("<int:pk>/merge/", merge_views.pick, name="merge"),
    path("<int:pk>/merge/<int:other>/", merge_views.choose, name="merge_with"),
    path("merges/<int:pk>/undo/", merge_views.undo, name="undo_merge"),
]
