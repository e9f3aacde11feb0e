from django.urls import path

from carnet.builder import outline_views

app_name = "builder"
urlpatterns = [
    path("", outline_views.outline, name="outline"),
    path("begin/", outline_views.begin, name="begin"),
    path("part/<str:part>/", outline_views.part, name="part"),
    path("act/", outline_views.act, name="act"),
    path("undo/", outline_views.undo, name="undo"),
    path("redo/", outline_views.redo, name="redo"),
    path("problems/", outline_views.problems, name="problems"),
]
