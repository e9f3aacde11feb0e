"""The first version of the contract: its operations, by subject. A subject is a router of its own file."""

from ninja import NinjaAPI

PREFIX = "/api/v1/"

api = NinjaAPI(title="Carnet", version="1", openapi_url="", urls_namespace="api")
