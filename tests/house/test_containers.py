"""No container engine is needed to see that the containers' commands, variables and addresses are those of the code."""

import importlib
import re
import shlex
from typing import Any

import pytest
from celery.bin.base import CLIContext
from celery.bin.celery import celery
from django.core.management import get_commands
from django.urls import resolve
from gunicorn.config import Config
from ruamel.yaml import YAML

from scripts import healthcheck
from scripts.pages.settings import variables
from tests.house.production import ROOT
from tests.house.test_settings import variables_read_by_settings
from trust_portal.views import health

COMPOSE: dict[str, Any] = YAML(typ="safe").load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = ["migrate", "web", "worker", "beat"]
DOCKERFILE = (ROOT / "Dockerfile").read_text()


def check_command(words: list[str]) -> None:
    """What these words would start is there, and takes these options."""
    program, *rest = words
    if program == "gunicorn":
        options = Config().parser().parse_args(rest)
        assert (ROOT / options.config).exists()
        module, _, name = options.args[0].partition(":")
        assert callable(getattr(importlib.import_module(module), name))
    elif program == "celery":
        with celery.make_context("celery", list(rest)) as context:
            app = importlib.import_module(context.params["app"]).celery_app
            assert app.main == "trust_portal"
            context.obj = CLIContext(app=app, no_color=True, workdir=None)
            name = rest[2]
            assert name in {"worker", "beat"}
            with celery.commands[name].make_context(name, rest[3:], parent=context):
                pass
    else:
        assert (program, rest[0]) == ("python", "manage.py")
        assert rest[1] in get_commands()


@pytest.mark.parametrize("name", OURS)
def test_a_container_starts_what_the_code_has(name: str) -> None:
    check_command(SERVICES[name]["command"])


def test_the_image_starts_the_web_server_by_itself() -> None:
    (line,) = re.findall(r"^CMD (\[.*\])$", DOCKERFILE, flags=re.MULTILINE)
    assert list(YAML(typ="safe").load(line)) == SERVICES["web"]["command"]


def test_an_option_that_does_not_exist_is_noticed() -> None:
    with pytest.raises(SystemExit):
        check_command(["gunicorn", "--no-such-option", "trust_portal.wsgi:application"])
    with pytest.raises(Exception, match="No such option"):
        check_command(["celery", "--app", "trust_portal", "worker", "--no-such-option"])


@pytest.mark.parametrize("name", OURS)
def test_every_variable_of_ours_is_read(name: str) -> None:
    read_by_others = {"WEB_CONCURRENCY"} if name == "web" else set()  # gunicorn's
    given = set(SERVICES[name]["environment"])
    assert given <= variables_read_by_settings() | read_by_others
    assert {"PORTAL_MODE", "SECRET_KEY", "ALLOWED_HOSTS", "BASE_URL", "DATABASE_URL", "BROKER_URL"} <= given


def test_every_variable_to_fill_in_stands_in_the_example() -> None:
    listed = {one.name for section in variables().values() for one in section}
    assert passed_on() <= listed


def passed_on() -> set[str]:
    """What docker-compose.yml takes from .env."""
    return set(re.findall(r"\$\{([A-Z_]+)", (ROOT / "docker-compose.yml").read_text()))


def test_a_variable_reaches_the_containers_or_is_said_to_be_fixed_there() -> None:
    listed = [one for section in variables().values() for one in section]
    fixed = {one.name for one in listed if "Fixed in the containers" in one.meaning}
    assert {one.name for one in listed} - passed_on() == fixed


def test_the_image_builds_with_variables_that_are_read() -> None:
    set_by_pip_or_python = {"PYTHONUNBUFFERED", "PIP_NO_CACHE_DIR", "PIP_DISABLE_PIP_VERSION_CHECK"}
    named = set(re.findall(r"\b([A-Z][A-Z_]+)=", DOCKERFILE))
    assert named - set_by_pip_or_python <= variables_read_by_settings()


def test_the_image_has_the_system_packages_that_the_machine_needs() -> None:
    script = (ROOT / "scripts/system_packages.sh").read_text()
    for_pdf = set(re.findall(r"^pdf\|[^|]*\|[^|]*\|([a-z0-9.-]+)\|", script, flags=re.MULTILINE))
    assert for_pdf
    assert all(name in DOCKERFILE for name in for_pdf)


def test_only_what_runs_is_copied_into_the_image() -> None:
    nothing, *lines = (ROOT / ".dockerignore").read_text().splitlines()
    assert nothing == "*"
    kept = [line[1:] for line in lines if line.startswith("!")]
    apps = ["trust_portal", "governance", "support", "riskmatrix", "monitoring", "schools", "kit"]
    files = ["manage.py", "gunicorn.conf.py", "requirements/base.txt", "scripts/healthcheck.py"]
    assert sorted(kept) == sorted([*apps, *files, "static", "templates"])
    assert all((ROOT / name).exists() for name in kept)


@pytest.mark.parametrize("name", SERVICES)
def test_nobody_is_root(name: str) -> None:
    user = SERVICES[name]["user"]
    assert user not in {"root", "0", ""}
    if name in OURS:
        assert re.search(rf"^USER {user}$", DOCKERFILE, flags=re.MULTILINE)


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_each_is_asked_how_it_does(name: str) -> None:
    kind, *words = SERVICES[name]["healthcheck"]["test"]
    assert kind == "CMD"
    if name in OURS:
        assert words[:2] == ["python", "scripts/healthcheck.py"]
        assert callable(getattr(healthcheck, words[2]))
        assert words[2] == name


def test_the_image_asks_at_the_address_that_answers() -> None:
    (check,) = re.findall(r"HEALTHCHECK .* CMD (\[.*\])$", DOCKERFILE, flags=re.MULTILINE)
    assert list(YAML(typ="safe").load(check)) == SERVICES["web"]["healthcheck"]["test"][1:]
    assert '"/healthz"' in (ROOT / "scripts/healthcheck.py").read_text()
    assert resolve("/healthz").func is health
    assert "0.0.0.0:8000" in SERVICES["web"]["command"]


def test_what_is_waited_for_exists_and_can_be_waited_for() -> None:
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            if how["condition"] == "service_healthy":
                assert "test" in SERVICES[other]["healthcheck"], f"{name} waits for the health of {other}"
            else:
                assert SERVICES[other]["restart"] == "no"


def test_what_must_last_lies_in_volumes() -> None:
    mounted = {volume.split(":")[0] for service in SERVICES.values() for volume in service.get("volumes", [])}
    assert mounted == set(COMPOSE["volumes"])
    (folder,) = re.findall(r"VAR_DIR=(\S+)", DOCKERFILE)
    assert SERVICES["worker"]["volumes"] == [f"portal:{folder}"]
    schedule = shlex.join(SERVICES["beat"]["command"])
    assert f"--schedule {folder}/beat-schedule" in schedule


def test_addresses_name_containers_that_are_there() -> None:
    environment = SERVICES["web"]["environment"]
    hosts = [
        re.search(r"(?:@|//)([a-z]+):\d+", environment[name])
        for name in ("DATABASE_URL", "BROKER_URL", "CACHE_URL")
    ]
    assert {host[1] for host in hosts if host} == {"postgres", "redis"}
    assert environment["BROKER_URL"] != environment["CACHE_URL"]
    assert "mail" in environment["EMAIL_HOST"]
    assert "mail" in SERVICES


def test_only_this_machine_reaches_the_ports() -> None:
    for service in SERVICES.values():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:")
