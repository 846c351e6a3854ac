"""What a server calls: settings read, routes checked, static files hashed, the synthesis computed, before any fork."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from typing import Any

import django
from django.conf import settings
from django.core.checks import run_checks
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from dorsal.clinic.deployment import UnsafeStart

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dorsal.clinic.settings")


def prepare() -> Any:
    """The application, ready to answer. Raises UnsafeStart where a check fails."""
    django.setup()
    faults = tuple(str(found) for found in run_checks() if found.is_serious())
    if faults:
        raise UnsafeStart(faults)
    if not settings.STATIC_ROOT:
        settings.STATIC_ROOT = _own_folder()
    call_command("collectstatic", interactive=False, verbosity=0)
    from dorsal.clinic.release import warm

    warm()
    return get_wsgi_application()


def _own_folder() -> str:
    """A private folder for this server's static files; the process that made it removes it."""
    folder, owner = tempfile.mkdtemp(prefix="dorsal-static-"), os.getpid()

    def remove() -> None:
        if os.getpid() == owner:
            shutil.rmtree(folder, ignore_errors=True)

    atexit.register(remove)
    return folder


application = prepare()
