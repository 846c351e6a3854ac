"""The site of the tests: settings of a development server, a running server, a browser.

No pytest plugin is needed: there is no database table, and Django's test client wants no more than settings. One server
and one browser serve all tests of a run.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment
from playwright.sync_api import Browser

from tests.clinic.hostile import hostile_topic
from tests.clinic.reader import Reader
from tests.clinic.serving import server

os.environ["DORSAL_MODE"] = "development"
os.environ["DJANGO_SETTINGS_MODULE"] = "dorsal.clinic.settings"
django.setup()


@pytest.fixture(scope="session", autouse=True)
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Hashed static files, as a server has them."""
    settings.STATIC_ROOT = str(tmp_path_factory.mktemp("static"))
    call_command("collectstatic", interactive=False, verbosity=0)
    setup_test_environment()
    yield
    teardown_test_environment()


@pytest.fixture
def client() -> Client:
    """A reader without a browser, who is told about faults as readers are."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.fixture(scope="session")
def site_log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the running server writes what it has to say."""
    return tmp_path_factory.mktemp("server") / "log"


@pytest.fixture(scope="session")
def site(site_log: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running server, which has a hostile topic beside the one on backs."""
    topic = hostile_topic(tmp_path_factory.mktemp("topics") / "hostile")
    with server(site_log, DORSAL_TOPICS=str(topic), ACCESS_LOG="-") as address:
        yield address


@pytest.fixture
def reading(browser: Browser, site: str) -> Iterator[Callable[..., Reader]]:
    """A reader of the site, with options of the browser's context; every one is closed at the end."""
    readers: list[Reader] = []

    def new(base: str = site, **options: Any) -> Reader:
        readers.append(Reader(browser=browser, base=base, options=options))
        return readers[-1]

    yield new
    for reader in readers:
        reader.close()
