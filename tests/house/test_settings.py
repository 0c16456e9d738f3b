"""Production refuses to start with a door left open, and says which; the demo starts without a word."""

import ast
import json
import re
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from scripts.pages.settings import variables
from tests.house.production import ROOT, SAFE, in_production
from trust_portal.env import DEFAULT_SECRET, Environment

IMPORT = "import django; django.setup()"
ONLY_COMPOSE = {"POSTGRES_PASSWORD", "WEB_CONCURRENCY"}


def variables_read_by_settings() -> set[str]:
    """Every name that settings.py or env.py asks the environment for."""
    asked = set()
    for path in ("trust_portal/settings.py", "trust_portal/env.py"):
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in {"text", "path", "flag", "number", "words"}
                and node.args
                and isinstance(node.args[0], ast.Constant)
            ):
                asked.add(node.args[0].value)
    return asked


def test_production_starts_with_safe_settings(tmp_path: Path) -> None:
    done = in_production(IMPORT, folder=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    ("variable", "value", "sentence"),
    [
        ("SECRET_KEY", None, "SECRET_KEY is missing or too short"),
        ("SECRET_KEY", DEFAULT_SECRET, "SECRET_KEY is missing or too short"),
        ("SECRET_KEY", "short", "SECRET_KEY is missing or too short"),
        ("DEBUG", "true", "DEBUG is on"),
        ("DEBUG", "1", "DEBUG is on"),
        ("ALLOWED_HOSTS", None, "ALLOWED_HOSTS is empty or open"),
        ("ALLOWED_HOSTS", "*", "ALLOWED_HOSTS is empty or open"),
        ("ALLOWED_HOSTS", "portal.example,*", "ALLOWED_HOSTS is empty or open"),
        ("ALLOWED_HOSTS", " , ", "ALLOWED_HOSTS is empty or open"),
        ("BASE_URL", None, "BASE_URL must begin with https://"),
        ("BASE_URL", "http://portal.example", "BASE_URL must begin with https://"),
        ("PORTAL_MODE", "staging", "PORTAL_MODE is “staging”"),
        ("EMAIL_PORT", "smtp", "EMAIL_PORT is “smtp”; it must be a whole number"),
    ],
)
def test_production_refuses(variable: str, value: str | None, sentence: str, tmp_path: Path) -> None:
    if value is None:
        done = in_production(IMPORT, folder=tmp_path, without=variable)
    else:
        done = in_production(IMPORT, folder=tmp_path, **{variable: value})
    assert done.returncode != 0
    assert sentence in done.stderr


def test_every_fault_is_named_at_once(tmp_path: Path) -> None:
    done = in_production(IMPORT, folder=tmp_path, SECRET_KEY="x", DEBUG="on", ALLOWED_HOSTS="*", BASE_URL="x")
    for name in ("SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "BASE_URL"):
        assert f"- {name}" in done.stderr


def test_silence_means_production(tmp_path: Path) -> None:
    done = in_production(IMPORT, folder=tmp_path, without="PORTAL_MODE", SECRET_KEY="")
    assert "does not start in production" in done.stderr


def test_development_needs_nothing(tmp_path: Path) -> None:
    nothing = dict.fromkeys(SAFE, "") | {"PORTAL_MODE": "development"}
    code = f"{IMPORT}; from django.conf import settings as s; print(s.DEBUG, s.BASE_URL, s.ALLOWED_HOSTS)"
    done = in_production(code, folder=tmp_path, **nothing)
    assert done.stdout.strip() == "False http://localhost:8000 ['localhost', '127.0.0.1', '[::1]']", (
        done.stderr
    )


def test_what_production_promises_a_browser(tmp_path: Path) -> None:
    code = f"""{IMPORT}
import json
from django.test import Client
plain, safe = Client(), Client(headers={{"X-Forwarded-Proto": "https"}})
ask = dict(HTTP_HOST="portal.example")
page = safe.get("/accounts/login/", **ask)
print(json.dumps({{
    "health": plain.get("/healthz", **ask).status_code,
    "plain": plain.get("/accounts/login/", **ask)["Location"],
    "stranger": safe.get("/healthz", HTTP_HOST="elsewhere.example").status_code,
    "page": page.status_code,
    "hsts": page.get("Strict-Transport-Security", ""),
    "cookie": page.cookies["csrftoken"]["secure"],
}}))"""
    settings = "from django.conf import settings; settings.STORAGES['staticfiles']['BACKEND'] = "
    plain_files = "'django.contrib.staticfiles.storage.StaticFilesStorage'\n"
    done = in_production(settings + plain_files + code, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout.splitlines()[-1])
    assert answers == {
        "health": 200,
        "plain": "https://portal.example/accounts/login/",
        "stranger": 400,
        "page": 200,
        "hsts": "max-age=31536000; includeSubDomains; preload",
        "cookie": True,
    }


@pytest.mark.parametrize(("proxies", "believed"), [("0", False), ("1", True)])
def test_only_a_proxy_is_believed_that_somebody_came_by_https(
    tmp_path: Path, proxies: str, believed: bool
) -> None:
    code = f"""{IMPORT}
from django.test import RequestFactory
print(RequestFactory(headers={{"X-Forwarded-Proto": "https"}}).get("/").is_secure())"""
    done = in_production(code, folder=tmp_path, TRUSTED_PROXY_COUNT=proxies)
    assert done.stdout.strip() == str(believed), done.stderr


def test_style_sheets_and_scripts_can_be_collected_as_in_production(tmp_path: Path) -> None:
    # Packing them takes half a minute and says nothing more.
    code = f"""{IMPORT}
from django.conf import settings
from django.core.management import call_command
settings.WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["css", "js", "map", "ttf", "txt", "svg", "html", "json", ""]
call_command("collectstatic", interactive=False, verbosity=0)"""
    done = in_production(code, folder=tmp_path, STATIC_ROOT=str(tmp_path / "static"))
    assert done.returncode == 0, done.stderr
    assert list((tmp_path / "static" / "css").glob("base.*.css"))


def test_the_example_names_exactly_the_variables_that_are_read() -> None:
    listed = [one.name for section in variables().values() for one in section]
    assert len(listed) == len(set(listed))
    assert set(listed) == variables_read_by_settings() | ONLY_COMPOSE


def test_every_variable_is_explained() -> None:
    assert [one.name for section in variables().values() for one in section if not one.meaning] == []


def defaults_of_settings() -> dict[str, str]:
    """What settings.py and env.py take where the environment is silent, as it would be written there."""
    found = {}
    for path in ("trust_portal/settings.py", "trust_portal/env.py"):
        for node in ast.walk(ast.parse((ROOT / path).read_text())):
            match node:
                case ast.Call(
                    func=ast.Attribute(), args=[ast.Constant(value=str(name)), ast.Constant(value)]
                ):
                    found[name] = str(value).lower() if isinstance(value, bool) else str(value)
    return found


def test_what_a_variable_is_when_left_out_is_told_as_it_is() -> None:
    meanings = {one.name: one.meaning for section in variables().values() for one in section}
    assert [name for name, meaning in meanings.items() if "Left out: " not in meaning] == []
    asked = defaults_of_settings()
    assert {"DEBUG", "TRUSTED_PROXY_COUNT", "JOB_LEASE_SECONDS", "EMAIL_PORT", "LOG_LEVEL"} <= asked.keys()
    wrong = {name: value for name, value in asked.items() if f"Left out: {value}" not in meanings[name]}
    assert wrong == {}


def test_so_is_what_the_containers_take() -> None:
    meanings = {one.name: one.meaning for section in variables().values() for one in section}
    compose = (ROOT / "docker-compose.yml").read_text()
    for name, value in re.findall(r"\$\{([A-Z_]+):-(\w+)\}", compose):
        told = (f"Left out: {value}", f"(in the containers: {value}")
        assert any(words in meanings[name] for words in told), name


def test_numbers_and_words_are_read_as_people_write_them() -> None:
    environment = Environment({"A": " one, two ,,three ", "B": "12", "C": "Yes", "D": ""})
    assert environment.words("A") == ["one", "two", "three"]
    assert environment.number("B", 1) == 12
    assert environment.flag("C", False) is True
    assert environment.number("D", 7) == 7
    with pytest.raises(ImproperlyConfigured, match="A is “ one"):
        environment.number("A", 1)


def test_a_fresh_clone_has_a_place_for_its_rows(tmp_path: Path) -> None:
    code = "import django; django.setup(); from django.db import connection; connection.cursor().execute('select 1')"
    done = in_production(code, folder=tmp_path / "var" / "of a fresh clone")
    assert done.returncode == 0, done.stderr
