from django.urls import path

from carnet.exports import batch_views, dossier_views, follow_up_views, views

app_name = "exports"
urlpatterns = [
    path("clients/<int:pk>/", views.client, name="client"),
    path("dossiers/<int:pk>/codes/", dossier_views.tax_codes, name="codes"),
    path("dossiers/<int:pk>/codes/csv/", dossier_views.tax_codes_file, name="codes_file"),
    path("dossiers/<int:pk>/pdf/", dossier_views.record_pdf, name="pdf"),
    path("dossiers/<int:pk>/excel/", dossier_views.answers_workbook, name="excel"),
    path("dossiers/<int:pk>/json/", dossier_views.answers_json, name="json"),
    path("dossiers/<int:pk>/zip/", dossier_views.everything, name="zip"),
    path("campaigns/<int:pk>/", batch_views.campaign, name="campaign"),
    path("campaigns/<int:pk>/<uuid:uuid>/", batch_views.download, name="download"),
    path("campaigns/<int:pk>/<uuid:uuid>/remove/", batch_views.delete, name="delete"),
    path("follow-up/", follow_up_views.follow_up, name="follow_up"),
    path("dossier.schema.json", dossier_views.json_schema, name="schema"),
]
