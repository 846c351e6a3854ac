"""The site of the tests: settings of a development server, and Django ready before a test file is read.

No pytest plugin is needed: there is no database table, and Django's test client wants no more than settings.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import django
import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment, teardown_test_environment

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
