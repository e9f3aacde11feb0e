"""A wrong setting stops the start with a sentence that says what to write instead."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from carnet.core import env

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("value", ["0", "no", "off", "False"])
def test_no_is_understood(monkeypatch, value):
    monkeypatch.setenv("FLAG", value)
    assert env.flag("FLAG", default=True) is False


def test_a_flag_that_is_neither_yes_nor_no_is_refused(monkeypatch):
    monkeypatch.setenv("FLAG", "maybe")
    with pytest.raises(env.WrongSetting, match="FLAG is “maybe”. Write 1 for yes or 0 for no."):
        env.flag("FLAG")


@pytest.mark.parametrize("value", ["eighty", "-1", "70000", "8,000", "٣"])
def test_a_port_must_be_a_port(monkeypatch, value):
    monkeypatch.setenv("PORT", value)
    with pytest.raises(env.WrongSetting, match="whole number from 1 to 65535"):
        env.number("PORT", 8000, low=1, high=65535)


@pytest.mark.parametrize("value", ["mysql://host/name", "nonsense", "postgres://", "://"])
def test_a_database_we_do_not_know_is_refused(monkeypatch, value):
    monkeypatch.setenv("DATABASE_URL", value)
    with pytest.raises(env.WrongSetting, match="DATABASE_URL cannot be read"):
        env.database("DATABASE_URL", "sqlite:///x")


def test_a_secret_is_made_once_and_only_we_can_read_it(tmp_path):
    file = tmp_path / "key"
    first = env.secret("NO_SUCH_SECRET", file, required=False)
    assert env.secret("NO_SUCH_SECRET", file, required=False) == first
    assert oct(file.stat().st_mode)[-3:] == "600"
    assert [path.name for path in tmp_path.iterdir()] == ["key"]


def test_production_does_not_make_up_its_own_secret(tmp_path):
    with pytest.raises(env.WrongSetting, match="does not start without it"):
        env.secret("NO_SUCH_SECRET", tmp_path / "key", required=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.thorough
@pytest.mark.slow
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"PORT": "http"}, "PORT is “http”."),
        ({"DATABASE_URL": "oracle://x"}, "DATABASE_URL cannot be read."),
        ({"ROW_SECURITY": "1", "DATABASE_URL": ""}, "ROW_SECURITY is set, which only"),
        ({"DATA_DIR": "/proc/nowhere"}, "DATA_DIR is “/proc/nowhere”"),
        ({"MAIL_SECURITY": "ssl3"}, "MAIL_SECURITY is “ssl3”."),
        ({"PRODUCTION": "1"}, "SECRET_KEY is not set."),
        ({"PRODUCTION": "1", "SECRET_KEY": "short"}, "SECRET_KEY is too short."),
    ],
)
def test_the_start_stops_with_a_sentence_and_no_traceback(tmp_path, wrong, sentence):
    result = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path), **wrong},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert sentence in result.stderr
    assert "Traceback" not in result.stderr


def test_a_token_may_be_left_out_but_not_be_short(monkeypatch):
    assert env.token("NO_SUCH_TOKEN") == ""
    monkeypatch.setenv("TOKEN", "x" * 31)
    with pytest.raises(env.WrongSetting, match="TOKEN is too short. Give at least 32 random"):
        env.token("TOKEN")


def test_what_the_address_of_the_database_asks_for_is_kept():
    """Whoever insists on a certificate must not be led to the server without one."""
    address = "postgres://u:p@db.example/carnet?sslmode=verify-full&sslrootcert=/ca.pem"
    tell = "from django.conf import settings; print(settings.DATABASES['default']['OPTIONS'])"
    here = {**os.environ, "DATABASE_URL": address, "DJANGO_SETTINGS_MODULE": "config.settings"}
    said = subprocess.check_output([sys.executable, "-c", tell], cwd=ROOT, env=here, text=True)
    assert "'sslmode': 'verify-full'" in said
    assert "'sslrootcert': '/ca.pem'" in said
    assert "'server_side_binding': True" in said
