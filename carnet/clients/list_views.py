from django.http import HttpResponse


def client_list(request):
    return HttpResponse()


bulk = undo_bulk = choose_columns = save_view = delete_view = client_list
