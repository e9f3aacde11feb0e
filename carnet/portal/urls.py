from carnet.portal import entry, page_urls, phone, speaking

app_name = "portal"
urlpatterns = [
    *entry.code_routes,
    *phone.routes,
    *speaking.routes,
    *page_urls.urlpatterns,
    *entry.link_routes,
]
