from tests.portal.conftest import visitor, yearly  # noqa: F401
