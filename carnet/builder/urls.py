from django.urls import URLPattern, path

from carnet.builder import (
    bank_views,
    coverage_views,
    grid_file_views,
    grid_views,
    scenario_views,
)

app_name = "builder"
urlpatterns: list[URLPattern] = [
    path("scenarios/", scenario_views.scenarios, name="scenarios"),
    path("scenarios/keep/", scenario_views.keep, name="keep_scenario"),
    path("scenarios/<int:scenario>/open/", scenario_views.open_in_preview, name="open_scenario"),
    path("scenarios/<int:scenario>/right/", scenario_views.take_for_right, name="scenario_right"),
    path("scenarios/<int:scenario>/delete/", scenario_views.drop, name="drop_scenario"),
    path("coverage/", coverage_views.coverage, name="coverage"),
    path("coverage/begin/", coverage_views.begin, name="cover"),
    path("words/", grid_views.words, name="words"),
    path("words/language/", grid_views.language, name="words_language"),
    path("words/language/<str:language>/", grid_views.take_out, name="words_take_out"),
    path("words/workbook/", grid_file_views.download, name="words_workbook"),
    path("words/upload/", grid_file_views.upload, name="words_upload"),
    path("words/upload/take/", grid_file_views.take, name="words_take"),
    path("bank/", bank_views.bank, name="bank"),
    path("bank/look/", bank_views.look, name="bank_look"),
    path("bank/save/", bank_views.save, name="bank_save"),
    path("bank/entries/<int:entry>/remove/", bank_views.remove, name="bank_remove"),
    path("bank/updates/", bank_views.updates, name="bank_updates"),
    path("bank/updates/<int:origin>/", bank_views.update, name="bank_update"),
]
