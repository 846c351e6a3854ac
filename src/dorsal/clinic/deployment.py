"""How the pages are served, read from the environment and refused where it is unsafe. All faults come at once.

DORSAL_MODE             production (also where it is missing) or development
DORSAL_SECRET           at least 50 letters that nobody else knows; DORSAL_SECRET_FILE names a file that holds it
DORSAL_OLD_SECRET       the secret before this one; needs DORSAL_OLD_SECRET_UNTIL, a day at most 31 days ahead
DORSAL_HOSTS            names under which people reach the pages, parted by commas
DORSAL_BEHIND_PROXY     yes, where a server in front ends TLS and sets X-Forwarded-Proto itself
DORSAL_TOPICS           folders of further topics, parted as in PATH
DORSAL_DEBUG            yes shows traces in the browser; refused in production
DATABASE_URL            where accounts and records will be kept; no page of today writes to it
"""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from dorsal.errors import DorsalError

Mode = Literal["production", "development"]

SHORTEST = 50
"""Letters of a secret, as Django asks for."""
FEWEST_KINDS = 10
"""Different letters of a secret."""
LONGEST_GRACE = timedelta(days=31)
HOST = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)*|\[[0-9a-f:]+\]", re.IGNORECASE)
YES_NO = {"yes": True, "no": False, "": False}
LOCAL = ("127.0.0.1", "localhost", "[::1]")
PACKAGE = Path(__file__).resolve().parents[1]


class UnsafeStart(DorsalError):
    """The pages would be served unsafely; `faults` holds every reason."""

    exit_code = 2

    def __init__(self, faults: tuple[str, ...]) -> None:
        self.faults = faults
        super().__init__("\n".join(["The pages are not served, because:", *(f"  {fault}" for fault in faults)]))


@dataclass(frozen=True, kw_only=True)
class Deployment:
    """Settings of one server, safe for its mode."""

    mode: Mode = "production"
    secret: str = field(repr=False)
    old_secret: str = field(default="", repr=False)
    old_secret_until: datetime | None = None
    hosts: tuple[str, ...]
    behind_proxy: bool = False
    debug: bool = False
    database_url: str = "sqlite:///dorsal.sqlite3"
    topics: tuple[str, ...] = ()

    @property
    def secure(self) -> bool:
        """Whether pages are only ever served over TLS."""
        return self.mode == "production"


def deployment(environment: Mapping[str, str], *, now: datetime | None = None) -> Deployment:
    """The deployment that an environment describes. Raises UnsafeStart with every fault."""
    mode = environment.get("DORSAL_MODE", "production").strip().lower()
    said = {name: environment.get(f"DORSAL_{name}", "").strip() for name in ("HOSTS", "BEHIND_PROXY", "DEBUG")}
    faults = [*_mode_faults(mode), *_yes_no_faults(said)]
    hosts = tuple(host.strip() for host in said["HOSTS"].split(",") if host.strip())
    if mode == "development":
        secret = environment.get("DORSAL_SECRET", "") or secrets.token_urlsafe(64)
        hosts = hosts or LOCAL
    else:
        secret, unread = _secret(environment)
        faults += unread or _secret_faults("DORSAL_SECRET", secret)
        faults += _host_faults(hosts)
        if YES_NO.get(said["DEBUG"].lower()):
            faults.append("DORSAL_DEBUG is yes: it shows the insides to strangers; leave it out in production")
    until, late = _grace(environment, now or datetime.now(UTC))
    faults += late
    if faults:
        raise UnsafeStart(tuple(faults))
    return Deployment(
        mode="development" if mode == "development" else "production",
        secret=secret,
        old_secret=environment.get("DORSAL_OLD_SECRET", "").strip(),
        old_secret_until=until,
        hosts=hosts,
        behind_proxy=YES_NO[said["BEHIND_PROXY"].lower()],
        debug=YES_NO[said["DEBUG"].lower()],
        database_url=environment.get("DATABASE_URL", "").strip() or Deployment.database_url,
        topics=tuple(part for part in environment.get("DORSAL_TOPICS", "").split(os.pathsep) if part),
    )


def _mode_faults(mode: str) -> Iterator[str]:
    if mode not in ("production", "development"):
        yield f"DORSAL_MODE is {mode!r}: write production or development"


def _yes_no_faults(said: Mapping[str, str]) -> Iterator[str]:
    for name in ("BEHIND_PROXY", "DEBUG"):
        if said[name].lower() not in YES_NO:
            yield f"DORSAL_{name} is {said[name]!r}: write yes or no"


def _host_faults(hosts: tuple[str, ...]) -> Iterator[str]:
    if not hosts:
        yield "DORSAL_HOSTS is missing: name the host under which people reach the pages, as in clinic.example.org"
    for host in hosts:
        if not HOST.fullmatch(host):
            yield f"DORSAL_HOSTS: {host!r} is no name of one host; * would let anybody pose as this one"


def _secret(environment: Mapping[str, str]) -> tuple[str, list[str]]:
    """The secret, from its file if one is named; and why that file cannot be read."""
    file = environment.get("DORSAL_SECRET_FILE", "").strip()
    if not file:
        return environment.get("DORSAL_SECRET", "").strip(), []
    try:
        return Path(file).read_text(encoding="utf-8").strip(), []
    except (OSError, UnicodeDecodeError) as error:
        return "", [f"DORSAL_SECRET_FILE: {file} cannot be read ({type(error).__name__})"]


def _secret_faults(name: str, secret: str) -> Iterator[str]:
    """Missing, short, plain, or known to whoever has the code."""
    way_out = "make one with: python -c 'import secrets; print(secrets.token_urlsafe(64))'"
    if not secret:
        yield f"{name} is missing: {way_out}"
    elif len(secret) < SHORTEST or len(set(secret)) < FEWEST_KINDS:
        yield f"{name} is too easy to guess ({len(secret)} letters, {len(set(secret))} different): {way_out}"
    elif secret.startswith("django-insecure-"):
        yield f"{name} is one of Django's examples: {way_out}"
    else:
        place = committed_in(secret)
        if place:
            yield f"{name} stands in {place}, so it is no secret: keep it outside the code; {way_out}"


def committed_in(secret: str, folder: Path | None = None) -> str:
    """The file beside the code in which a secret stands, "" where there is none.

    Searched are the package and, where it runs from a checkout, all files of the checkout; hidden folders are not.
    """
    checkout = PACKAGE.parents[1]
    root = folder or (checkout if (checkout / "pyproject.toml").is_file() else PACKAGE)
    wanted = secret.encode()
    for path in _files(root):
        try:
            if wanted in path.read_bytes():
                return path.relative_to(root).as_posix()
        except OSError:
            continue
    return ""


def _files(folder: Path) -> Iterator[Path]:
    for entry in sorted(folder.iterdir()):
        if entry.is_symlink() or entry.name in ("__pycache__", "node_modules"):
            continue
        if entry.is_dir() and not entry.name.startswith("."):
            yield from _files(entry)
        elif entry.is_file():
            yield entry


def _grace(environment: Mapping[str, str], now: datetime) -> tuple[datetime | None, list[str]]:
    """Until when the old secret is taken; and what is wrong with what is said about it."""
    old = environment.get("DORSAL_OLD_SECRET", "").strip()
    said = environment.get("DORSAL_OLD_SECRET_UNTIL", "").strip()
    if not old:
        return None, []
    try:
        until = datetime.fromisoformat(said)
    except ValueError:
        return None, [f"DORSAL_OLD_SECRET_UNTIL is {said!r}: write the last day of the old secret, as in 2026-12-31"]
    until = until if until.tzinfo else until.replace(tzinfo=UTC)
    if until > now + LONGEST_GRACE:
        days = LONGEST_GRACE.days
        return until, [f"DORSAL_OLD_SECRET_UNTIL is {said}: an old secret is taken for {days} days at most"]
    return until, list(_secret_faults("DORSAL_OLD_SECRET", old))
