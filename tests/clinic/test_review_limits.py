"""Time, memory, turns and scratch files of the other process: SECURITY rows 31, 35, 36, 49 and 51."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from unittest import mock

import pytest
from django.test import Client
from django.utils import translation

from dorsal.clinic.review import bounded
from dorsal.clinic.review.bounded import Bench, Stopped, done
from dorsal.clinic.review.given import Given
from dorsal.clinic.review.hourglass import OutOfTime, within
from dorsal.clinic.review.workbench import IN_MEMORY, received, sent
from tests.clinic.analyst import SMALL, Analyst
from tests.clinic.test_review_whole import words

GIVEN = Given(name="trials.csv", content=SMALL.encode())
STAND_IN = """
import os, sys, tempfile, time
sys.modules.setdefault("resource", __import__("resource"))
from dorsal.clinic.review import workbench

def scratch(job):
    handle, name = tempfile.mkstemp()
    os.write(handle, b"x" * 1000)
    time.sleep(60)

workbench.LATE = ()
workbench.TASKS = {
    "wait": lambda job: time.sleep(60),
    "spin": lambda job: [None for _ in iter(int, 1)],
    "grow": lambda job: {"n": len(bytearray(8 * 1024**3))},
    "die": lambda job: os.kill(os.getpid(), 11),
    "write": lambda job: open(os.path.join(tempfile.mkdtemp(), "big"), "wb").write(b"0" * (65 * 1024**2)),
    "scratch": scratch,
    "fault": lambda job: {}["what was typed"],
    "echo": lambda job: {"environment": sorted(os.environ)},
}
workbench.main()
"""
"""The other process with work that nobody would ask for."""


@pytest.fixture(scope="module")
def ask() -> Iterator[Callable[..., dict[str, object]]]:
    """What a process with such work answers."""
    process = subprocess.Popen([sys.executable, "-c", STAND_IN], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin
    assert process.stdout

    def asked(task: str, seconds: float = 5.0) -> dict[str, object]:
        assert process.stdin
        assert process.stdout
        sent(process.stdin, json.dumps({"task": task, "seconds": seconds}).encode())
        answer = received(process.stdout)
        assert answer is not None
        found: dict[str, object] = json.loads(answer)
        return found

    yield asked
    process.stdin.close()
    assert process.wait(timeout=10) == 0
    process.stdout.close()


@pytest.mark.parametrize("task", ["wait", "spin"])
def test_row_31_work_is_stopped_after_its_time(ask: Callable[..., dict[str, object]], task: str) -> None:
    begun = time.monotonic()
    assert ask(task, 1.0) == {"stopped": "time"}
    assert time.monotonic() - begun < 10


def test_row_31_work_is_stopped_where_it_wants_too_much_memory(ask: Callable[..., dict[str, object]]) -> None:
    assert ask("grow") == {"stopped": "memory"}


def test_row_31_the_process_outlives_work_that_dies(ask: Callable[..., dict[str, object]]) -> None:
    assert ask("die") == {"stopped": "memory"}
    assert "environment" in ask("echo")


def test_row_26_a_scratch_file_is_bounded_and_removed_with_the_work(ask: Callable[..., dict[str, object]]) -> None:
    assert "fault" in ask("write")
    assert ask("scratch", 1.0) == {"stopped": "time"}
    if os.path.isdir(IN_MEMORY):
        assert not list(Path(IN_MEMORY).glob("dorsal-review-*"))


def test_row_49_a_fault_is_told_by_type_and_place_and_not_by_what_was_typed(
    ask: Callable[..., dict[str, object]],
) -> None:
    said = str(ask("fault")["fault"])
    assert said.startswith("KeyError at ")
    assert "typed" not in said


def test_row_36_the_other_process_knows_no_secret_of_the_server() -> None:
    bench = Bench()
    with mock.patch.dict(os.environ, {"DORSAL_SECRET": "seeded", "DATABASE_URL": "seeded", "SOMETHING": "seeded"}):
        job = {"task": "understand", "name": "a.csv", "content": "", "options": {}, "seconds": 5.0}
        assert bench.ask(json.dumps(job).encode())
        assert bench._process
        known = Path(f"/proc/{bench._process.pid}/environ").read_bytes().decode().split("\0")
    bench.close()
    assert "seeded" not in " ".join(known)
    assert {one.partition("=")[0] for one in known if one} <= {*bounded.HANDED_ON, "OPENBLAS_NUM_THREADS"}


def test_the_process_is_started_again_after_it_has_ended() -> None:
    assert "outcomes" in done("understand", GIVEN, {}, 20.0)
    assert bounded.BENCH._process
    bounded.BENCH._process.kill()
    bounded.BENCH._process.wait()
    assert "outcomes" in done("understand", GIVEN, {}, 20.0)


class Slow(Bench):
    """Works until it is let go, and counts who is at work."""

    def __init__(self) -> None:
        super().__init__()
        self.at_work, self.most, self.let_go = 0, 0, threading.Event()

    def ask(self, asked: bytes) -> bytes:
        """Wait."""
        assert b"understand" in asked
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        self.let_go.wait(10)
        self.at_work -= 1
        return b"{}"


def test_row_51_one_table_at_a_time_one_waits_and_a_third_is_asked_to_come_again() -> None:
    slow = Slow()
    with mock.patch.object(bounded, "BENCH", slow):
        others = [threading.Thread(target=done, args=("understand", GIVEN, {}, 5.0)) for _ in range(2)]
        for other in others:
            other.start()
        while slow.at_work == 0 or bounded.ROOM._value:
            time.sleep(0.01)
        with translation.override("en"), pytest.raises(Stopped, match="Other tables are being analysed") as refused:
            done("understand", GIVEN, {}, 5.0)
        assert refused.value.status == 503
        slow.let_go.set()
        for other in others:
            other.join(10)
    assert slow.most == 1
    assert bounded.ROOM.acquire(blocking=False)
    bounded.ROOM.release()


@pytest.mark.parametrize(
    ("found", "status", "message"),
    [
        (b'{"stopped": "time"}', 503, "took longer than 25 seconds"),
        (b'{"stopped": "memory"}', 503, "more memory than"),
        (b'{"fault": "KeyError at x.py:1"}', 500, "our fault"),
        (None, 500, "our fault"),
    ],
)
def test_row_35_what_came_to_no_end_is_said_with_the_command_to_use_instead(
    client: Client, found: bytes | None, status: int, message: str
) -> None:
    analyst = Analyst(client)
    analyst.give()
    asks = bounded.BENCH.ask
    with mock.patch.object(bounded.BENCH, "ask", lambda job: found if b'"task": "answer"' in job else asks(job)):
        answer = analyst.send("answer", {"better": "higher"})
    assert answer.status_code == status
    assert message in words(analyst.page)
    assert "dorsal fit trials.csv" in words(analyst.page)
    assert "--better higher" in words(analyst.page)
    assert analyst.send("answer").status_code == 200
    assert "KeyError" not in analyst.page


def test_row_51_a_slow_question_is_left_out_and_named(client: Client) -> None:
    analyst = Analyst(client)
    rows = [f"s{n},t{n % 30},{5 + n % 20},100\ns{n},t{(n * 7 + 1) % 30},{6 + n % 17},100" for n in range(400)]
    analyst.give("\n".join(["study,treatment,events,n", *rows]), "large.csv")
    with mock.patch("dorsal.clinic.views.review.ANSWERING", 12.0):
        answer = analyst.send("answer")
    assert answer.status_code == 200
    told = words(analyst.page)
    assert "The trials of large.csv" in told
    if "have no answer here" in told:
        assert "It takes longer than one table may take here." in told
    assert "Direct against indirect evidence" in told


def busy(seconds: float) -> None:
    """Work for so long."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def within_a_part(whole: float, part: float, work: float) -> bool:
    """Whether a part of the work could be done in its time, and in that of the whole."""
    try:
        with within(whole), within(part):
            busy(work)
    except OutOfTime:
        return False
    return True


@pytest.mark.parametrize(
    ("whole", "part", "done_"), [(5.0, 5.0, True), (5.0, 0.1, False), (0.1, 5.0, False), (5.0, 0.0, False)]
)
def test_a_part_of_the_work_ends_in_its_time_and_in_that_of_the_whole(whole: float, part: float, done_: bool) -> None:
    assert within_a_part(whole, part, 0.5) is done_


def after_a_part() -> None:
    """A short part, and then far too much."""
    assert within_a_part(60.0, 60.0, 0.2)
    busy(5.0)


def test_the_time_of_the_whole_goes_on_after_a_part() -> None:
    begun = time.monotonic()
    assert not within_a_part(0.6, 0.0, 5.0)
    with pytest.raises(OutOfTime), within(0.6):
        after_a_part()
    assert time.monotonic() - begun < 3
