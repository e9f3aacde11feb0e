from django.urls import path

from carnet.builder import coverage_views, scenario_views

app_name = "builder"
urlpatterns = [
    path("scenarios/", scenario_views.scenarios, name="scenarios"),
    path("scenarios/keep/", scenario_views.keep, name="keep_scenario"),
    path("scenarios/<int:scenario>/open/", scenario_views.open_in_preview, name="open_scenario"),
    path("scenarios/<int:scenario>/right/", scenario_views.take_for_right, name="scenario_right"),
    path("scenarios/<int:scenario>/delete/", scenario_views.drop, name="drop_scenario"),
    path("coverage/", coverage_views.coverage, name="coverage"),
    path("coverage/begin/", coverage_views.begin, name="cover"),
]
