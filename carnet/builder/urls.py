from django.urls import URLPattern, path

from carnet.builder import grid_file_views, grid_views

app_name = "builder"
urlpatterns: list[URLPattern] = [
    path("words/", grid_views.words, name="words"),
    path("words/language/", grid_views.language, name="words_language"),
    path("words/language/<str:language>/", grid_views.take_out, name="words_take_out"),
    path("words/workbook/", grid_file_views.download, name="words_workbook"),
    path("words/upload/", grid_file_views.upload, name="words_upload"),
    path("words/upload/take/", grid_file_views.take, name="words_take"),
]
