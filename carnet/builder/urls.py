from django.urls import path

from carnet.builder import rule_views, uses_views, whole_views

app_name = "builder"
urlpatterns = [
    path("rule/<str:part>/<str:key>/", rule_views.rule, name="rule"),
    path("uses/<str:part>/", uses_views.uses, name="uses"),
    path("whole/", whole_views.whole, name="whole"),
    path("whole/file/", whole_views.file, name="file"),
    path("whole/workbook/", whole_views.workbook, name="workbook"),
]
