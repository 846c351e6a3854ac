"""The page of the options for new people, twenty at once, from the real server on this machine."""

from __future__ import annotations

import http.client
import os
import random
import re
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

PEOPLE = 20
PAGES = 6
"""Each of them looks at so many pages of options, as another person every time."""
PAUSE = (3.0, 6.0)
"""Seconds between two pages of one of them; shorter than anybody reads."""
TARGET = 0.150
WORKERS, THREADS = 2, 4
HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|mark)"(?: id="[^"]*")? value="([^"]*)"')


def pages() -> list[str]:
    """Lines for the page of benchmarks."""
    with served() as (port, server):
        _times(port, 1, random.Random(0), (0.0, 0.0), 4)
        alone = sorted(_times(port, 1, random.Random(1), (0.0, 0.0), 12))
        used = _page_cost(port, server)
        with ThreadPoolExecutor(PEOPLE) as pool:
            work = [pool.submit(_times, port, n, random.Random(n), PAUSE, PAGES) for n in range(PEOPLE)]
            times = sorted(time for each in work for time in each.result())
    slow = _percentile(times, 0.95)
    return [
        "## A page of options",
        "",
        f"{PEOPLE} people at once, each with an own session: {PAGES} times each sends the first form as a new person, "
        "then what matters, and looks at the options, with "
        f"{PAUSE[0]:g} to {PAUSE[1]:g} seconds between. gunicorn with "
        f"{WORKERS} workers of {THREADS} threads; from the request to the last byte, on loopback. The synthesis was "
        "computed before the first of them came. The last figure is processor time, which other work on the machine "
        f"changes least. Load average when it started: {os.getloadavg()[0]:.1f}.",
        "",
        "| alone, median | 20 at once, median | 95 % | slowest | target for 95 % | processor time |",
        "|---|---|---|---|---|---|",
        f"| {1e3 * _percentile(alone, 0.5):.0f} ms | {1e3 * _percentile(times, 0.5):.0f} ms | **{1e3 * slow:.0f} ms** "
        f"| {1e3 * times[-1]:.0f} ms | {1e3 * TARGET:.0f} ms{'' if slow <= TARGET else ', missed in this run'} "
        f"| {1e3 * used:.0f} ms |",
        "",
    ]


def _percentile(times: list[float], part: float) -> float:
    return times[min(len(times) - 1, int(part * len(times)))]


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """A running server's port, and its process."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = int(found.getsockname()[1])
    said = {"DORSAL_MODE": "development", "PORT": str(port), "WORKERS": str(WORKERS), "THREADS": str(THREADS)}
    process = subprocess.Popen(
        [sys.executable, "-m", "dorsal.clinic"], env=os.environ | said, stderr=subprocess.DEVNULL
    )
    try:
        _await(port)
        yield port, process.pid
    finally:
        process.terminate()
        process.wait(30)


def _await(port: int) -> None:
    for _ in range(600):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=2).connect()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server did not start")


def _times(port: int, first: int, drawn: random.Random, pause: tuple[float, float], pages: int) -> list[float]:
    """Seconds of each page of options of one session."""
    reader, found = _Reader(port), []
    time.sleep(drawn.uniform(0.0, pause[1]))
    for n in range(pages):
        reader.send(
            "about", {"age": 30 + first, "lasts": 5 + n, "lasts_unit": "months", "pain": drawn.randrange(3, 10)}
        )
        reader.send("matters", {"pain": drawn.randrange(1, 10), "moving": drawn.randrange(1, 10)})
        start = time.perf_counter()
        page = reader.ask("options")
        found.append(time.perf_counter() - start)
        assert "Side by side" in page
        time.sleep(drawn.uniform(*pause))
    return found


def _page_cost(port: int, server: int) -> float:
    """Seconds of processor time that the workers take for one page of options."""
    reader = _Reader(port)
    reader.send("about", {"age": 50, "lasts": 5, "lasts_unit": "months", "pain": 6})
    reader.send("matters", {"pain": 8, "moving": 5})
    before, n = _worked(server), 30
    for _ in range(n):
        reader.ask("options")
    return (_worked(server) - before) / n


def _worked(server: int) -> float:
    """Processor time of a server's workers so far (Linux)."""
    children = Path(f"/proc/{server}/task/{server}/children").read_text(encoding="ascii").split()
    stats = [Path(f"/proc/{child}/stat").read_text(encoding="ascii").rpartition(")")[2].split() for child in children]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / os.sysconf("SC_CLK_TCK")


class _Reader:
    """A session: its cookies, and the forms it sends."""

    def __init__(self, port: int) -> None:
        self._port, self._cookies = port, dict[str, str]()

    def ask(self, step: str, body: str | None = None) -> str:
        """A page of the walk."""
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://127.0.0.1:{self._port}"}
        line.request("GET" if body is None else "POST", f"/decide/{step}/", body, headers)
        answer = line.getresponse()
        page = answer.read().decode()
        for value in answer.headers.get_all("Set-Cookie", []):
            name, _, rest = value.partition("=")
            self._cookies[name] = rest.partition(";")[0]
        line.close()
        assert answer.status in (200, 302), (step, answer.status)
        return page

    def send(self, step: str, said: dict[str, object]) -> None:
        """Open a form, and send it."""
        hidden = dict(HIDDEN.findall(self.ask(step)))
        self.ask(step, urllib.parse.urlencode(hidden | said))
