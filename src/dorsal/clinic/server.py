"""The server: gunicorn, with the application loaded before it forks, so that the synthesis is computed once.

HOST, PORT    where it listens: 127.0.0.1 and 8000; a server in front of it ends TLS
WORKERS       processes, 2; THREADS of each, 4
"""

from __future__ import annotations

import os
import secrets
import sys
from collections.abc import Mapping
from typing import Any

from gunicorn.app.base import BaseApplication

from dorsal.clinic.deployment import Deployment, UnsafeStart, deployment

ACCESS = '%(t)s %(m)s "%(U)s" %(s)s %(B)s bytes %(M)s ms'
"""No address of a reader, no query, no referrer."""


class Server(BaseApplication):  # type: ignore[misc]
    """Gunicorn with our settings in place of its command line."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Take the options."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """The application; called once, before the fork."""
        from dorsal.clinic.wsgi import application

        return application


def serve() -> None:
    """Serve until stopped. Raises UnsafeStart where the environment does not allow it."""
    said = deployment(os.environ)
    if said.mode == "development" and not os.environ.get("DORSAL_SECRET"):
        os.environ["DORSAL_SECRET"] = secrets.token_urlsafe(64)
    options = options_of(os.environ, said)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dorsal.clinic.settings")
    sys.stderr.write(told(options["bind"], said))
    Server(options).run()


def told(bind: str, said: Deployment) -> str:
    """What the server says when it starts."""
    lines = [f"Dorsal serves its pages on http://{bind}/ (stop with Ctrl+C)."]
    if said.mode == "development":
        lines.append("Development: only this machine can reach it, without TLS, with a secret made for this run.")
    return "\n".join(lines) + "\n"


def options_of(environment: Mapping[str, str], said: Deployment) -> dict[str, Any]:
    """Gunicorn's options. Raises UnsafeStart for numbers that are none, and for a development server open to others."""
    host, faults = environment.get("HOST", "127.0.0.1"), []
    numbers = {"PORT": 8000, "WORKERS": 2, "THREADS": 4}
    for name in numbers:
        text = environment.get(name, "") or str(numbers[name])
        if text.isascii() and text.isdigit() and 0 < int(text) < 65536:
            numbers[name] = int(text)
        else:
            faults.append(f"{name} is {text!r}: write a number above 0")
    if said.mode == "development" and host not in ("127.0.0.1", "localhost", "::1"):
        faults.append(f"HOST is {host}: in development only this machine may reach the pages; leave HOST out")
    if faults:
        raise UnsafeStart(tuple(faults))
    return {
        "bind": f"[{host}]:{numbers['PORT']}" if ":" in host else f"{host}:{numbers['PORT']}",
        "workers": numbers["WORKERS"],
        "threads": numbers["THREADS"],
        "preload_app": True,
        "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,
        "forwarded_allow_ips": "*" if said.behind_proxy else "127.0.0.1",
        "accesslog": environment.get("ACCESS_LOG") or None,
        "access_log_format": ACCESS,
        "loglevel": "warning",
        "proc_name": "dorsal",
        "timeout": 30,
        "limit_request_line": 8190,
        "limit_request_fields": 60,
    }
