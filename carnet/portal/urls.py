from carnet.portal import entry, page_urls, phone

app_name = "portal"
urlpatterns = [*entry.code_routes, *phone.routes, *page_urls.urlpatterns, *entry.link_routes]
