from django.urls import path

from carnet.builder import rule_views, uses_views

app_name = "builder"
urlpatterns = [
    path("rule/<str:part>/<str:key>/", rule_views.rule, name="rule"),
    path("uses/<str:part>/", uses_views.uses, name="uses"),
]
