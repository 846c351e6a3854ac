"""The application as Django knows it. Its checks of routes are registered when it is ready."""

from __future__ import annotations

from importlib import import_module

from django.apps import AppConfig


class Clinic(AppConfig):
    """Pages for everybody; later accounts and records."""

    name = "dorsal.clinic"
    label = "clinic"

    def ready(self) -> None:
        """Register what is checked before the first request."""
        import_module("dorsal.clinic.security.permission")
