from carnet.portal import entry, page_urls

app_name = "portal"
urlpatterns = [*entry.code_routes, *page_urls.urlpatterns, *entry.link_routes]
