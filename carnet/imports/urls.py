from django.urls import path

from carnet.imports import views

app_name = "imports"
urlpatterns = [
    path("", views.start, name="start"),
    path("template.xlsx", views.template, name="template"),
    path("<uuid:uuid>/", views.plan, name="plan"),
    path("<uuid:uuid>/apply/", views.apply_plan, name="apply"),
    path("<uuid:uuid>/result/", views.result, name="result"),
    path("<uuid:uuid>/to-repair/", views.repair, name="repair"),
]
