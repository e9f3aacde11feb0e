from carnet.clients import list_urls

app_name = "clients"
urlpatterns = [*list_urls.urlpatterns]
