"""Django's settings, from the environment as `deployment` reads it. Importing this refuses an unsafe start."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url

from dorsal.clinic.deployment import deployment
from dorsal.clinic.old_keys import OldKeys

HERE = Path(__file__).resolve().parent
DEPLOYMENT = deployment(os.environ)

SECRET_KEY = DEPLOYMENT.secret
SECRET_KEY_FALLBACKS = OldKeys([DEPLOYMENT.old_secret] if DEPLOYMENT.old_secret else [], DEPLOYMENT.old_secret_until)
DEBUG = DEPLOYMENT.debug
ALLOWED_HOSTS = list(DEPLOYMENT.hosts)
CSRF_TRUSTED_ORIGINS = [f"https://{host.lstrip('.')}" for host in DEPLOYMENT.hosts] if DEPLOYMENT.secure else []
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DEPLOYMENT.behind_proxy else None
SECURE_SSL_REDIRECT = DEPLOYMENT.secure
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_HSTS_SECONDS = 0  # this and the other headers: see security/headers.py
SECURE_CONTENT_TYPE_NOSNIFF = False
SECURE_REFERRER_POLICY = None
SECURE_CROSS_ORIGIN_OPENER_POLICY = None

INSTALLED_APPS = ["django.contrib.sessions", "django.contrib.staticfiles", "dorsal.clinic.app.Clinic"]
MIDDLEWARE = [
    "dorsal.clinic.security.headers.headers",
    "dorsal.clinic.security.methods.methods",
    "dorsal.clinic.security.smaller.Smaller",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "dorsal.clinic.security.same_origin.same_origin",
    "dorsal.clinic.security.size.size",
    "django.middleware.csrf.CsrfViewMiddleware",
    "dorsal.clinic.security.permission.permission",
]
ROOT_URLCONF = "dorsal.clinic.urls"
WSGI_APPLICATION = "dorsal.clinic.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "dorsal.clinic.site.site",
            ],
            "builtins": ["dorsal.clinic.templatetags.pages"],
        },
    }
]
DATABASES = {"default": dict(dj_database_url.parse(DEPLOYMENT.database_url))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
SESSION_COOKIE_NAME = "__Host-session" if DEPLOYMENT.secure else "session"
SESSION_COOKIE_SECURE = DEPLOYMENT.secure
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_AGE = 2 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if DEPLOYMENT.secure else "csrf"
CSRF_COOKIE_SECURE = DEPLOYMENT.secure
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_AGE = None
CSRF_FAILURE_VIEW = "dorsal.clinic.error_pages.forged"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024  # how much a request may bring in all, each view says: security/size.py
FILE_UPLOAD_MAX_MEMORY_SIZE = 9 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]  # no file touches the disk
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
LOCALE_PATHS = [HERE / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
STATIC_ROOT = os.environ.get("DORSAL_STATIC", "")
STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
WHITENOISE_ALLOW_ALL_ORIGINS = False

LOGGING_CONFIG = "dorsal.clinic.logs.configure"
LOGGING: dict[str, Any] = {"version": 1}  # an empty one would not be handed to `configure`
SILENCED_SYSTEM_CHECKS = [
    "security.W003", "security.W004", "security.W006", "security.W022",
]  # fmt: skip
"""Django looks for these headers in its own settings; security/headers.py sends them, and tests read them."""
