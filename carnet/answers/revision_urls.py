from django.urls import path

from carnet.answers import revision_views as views

app_name = "revisions"
urlpatterns = [
    path("<int:pk>/draft/", views.draft, name="draft"),
    path("<int:pk>/draft/publish/", views.publish, name="publish"),
    path("<int:pk>/draft/discard/", views.throw_away, name="discard"),
    path("<int:pk>/revisions/", views.revisions, name="history"),
    path("<int:pk>/revisions/<int:number>/undo/", views.take_back, name="undo"),
    path("<int:pk>/revisions/<int:number>/again/", views.again, name="again"),
]
