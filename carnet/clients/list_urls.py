"""The addresses of the list: clients:list, clients:bulk, clients:views."""

urlpatterns: list = []
