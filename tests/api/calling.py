"""A program with a key, as the tests play it."""

import json
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from carnet.api.keys.actions import make
from carnet.api.keys.scopes import SCOPES

BASE = "/api/v1/"


def secret_of(colleague, *scopes, days=30):
    """Of a new key with these rights, or with all."""
    expires = timezone.now() + timedelta(days=days)
    wanted = scopes or tuple(SCOPES)
    return make(colleague.firm, name="Sync", scopes=wanted, expires_at=expires, by=colleague)[1]


class Program:
    def __init__(self, secret: str = "", language: str = "en") -> None:
        headers = {"accept-language": language} if language else {}
        if secret:
            headers["authorization"] = f"Bearer {secret}"
        self.client = Client(headers=headers)

    def get(self, path: str, **params: Any):
        return self.client.get(BASE + path, params)

    def post(self, path: str, data: Any = None, **headers: str):
        return self.send("post", path, data, **headers)

    def change(self, path: str, data: Any, **headers: str):
        return self.send("patch", path, data, **headers)

    def send(self, method: str, path: str, data: Any = None, **headers: str):
        body = json.dumps(data if data is not None else {})
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(self.client, method)(BASE + path, body, "application/json", headers=named)
