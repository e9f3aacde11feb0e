from django.urls import path

from carnet.builder import outline_views, rule_views, uses_views, whole_views

app_name = "builder"
urlpatterns = [
    path("", outline_views.outline, name="outline"),
    path("begin/", outline_views.begin, name="begin"),
    path("part/<str:part>/", outline_views.part, name="part"),
    path("act/", outline_views.act, name="act"),
    path("undo/", outline_views.undo, name="undo"),
    path("redo/", outline_views.redo, name="redo"),
    path("problems/", outline_views.problems, name="problems"),
    path("rule/<str:part>/<str:key>/", rule_views.rule, name="rule"),
    path("uses/<str:part>/", uses_views.uses, name="uses"),
    path("whole/", whole_views.whole, name="whole"),
    path("whole/file/", whole_views.file, name="file"),
    path("whole/workbook/", whole_views.workbook, name="workbook"),
]
