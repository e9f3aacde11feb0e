from django.urls import path

from carnet.builder import rule_views

app_name = "builder"
urlpatterns = [
    path("rule/<str:part>/<str:key>/", rule_views.rule, name="rule"),
]
