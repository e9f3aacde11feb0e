from carnet.portal import page_urls
from carnet.portal.entry import entry_routes

app_name = "portal"
urlpatterns = [*entry_routes, *page_urls.urlpatterns]
