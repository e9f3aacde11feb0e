from django.urls import path

from carnet.builder import coverage_views, outline_views, scenario_views

app_name = "builder"
urlpatterns = [
    path("", outline_views.outline, name="outline"),
    path("begin/", outline_views.begin, name="begin"),
    path("part/<str:part>/", outline_views.part, name="part"),
    path("act/", outline_views.act, name="act"),
    path("undo/", outline_views.undo, name="undo"),
    path("redo/", outline_views.redo, name="redo"),
    path("problems/", outline_views.problems, name="problems"),
    path("scenarios/", scenario_views.scenarios, name="scenarios"),
    path("scenarios/keep/", scenario_views.keep, name="keep_scenario"),
    path("scenarios/<int:scenario>/open/", scenario_views.open_in_preview, name="open_scenario"),
    path("scenarios/<int:scenario>/right/", scenario_views.take_for_right, name="scenario_right"),
    path("scenarios/<int:scenario>/delete/", scenario_views.drop, name="drop_scenario"),
    path("coverage/", coverage_views.coverage, name="coverage"),
    path("coverage/begin/", coverage_views.begin, name="cover"),
]
