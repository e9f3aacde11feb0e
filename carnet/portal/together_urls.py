from django.urls import path

from carnet.portal import together

app_name = "together"
urlpatterns = [
    path("<int:pk>/together/", together.begin, name="begin"),
    path("<int:pk>/together/<path:rest>", together.page, name="page"),
]
