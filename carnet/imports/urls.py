from django.urls import path

from carnet.imports import columns_views, connection_views, plan_views, result_views, views

app_name = "imports"
urlpatterns = [
    path("", views.start, name="start"),
    path("template.xlsx", views.template, name="template"),
    path("badge/", views.badge, name="badge"),
    path("connections/<uuid:uuid>/", connection_views.start, name="from"),
    path("runs/<uuid:uuid>/", connection_views.run, name="run"),
    path("runs/<uuid:uuid>/stop/", connection_views.stop, name="stop"),
    path("<uuid:uuid>/", plan_views.plan, name="plan"),
    path("<uuid:uuid>/columns/", columns_views.columns, name="columns"),
    path("<uuid:uuid>/columns/anew/", columns_views.anew, name="anew"),
    path("<uuid:uuid>/decide/", plan_views.decide, name="decide"),
    path("<uuid:uuid>/apply/", plan_views.apply, name="apply"),
    path("<uuid:uuid>/progress/", result_views.progress, name="progress"),
    path("<uuid:uuid>/result/", result_views.result, name="result"),
    path("<uuid:uuid>/undo/", result_views.undo, name="undo"),
    path("<uuid:uuid>/to-repair/", result_views.repair, name="repair"),
]
