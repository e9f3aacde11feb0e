from django.shortcuts import render


def styleguide(request):
    return render(request, "core/styleguide.html")
