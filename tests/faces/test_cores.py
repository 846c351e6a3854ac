"""Work on several cores gives what `map` gives, in order, and asks other cores only where that is worth it."""

from __future__ import annotations

import os
import time

import pytest

from dorsal.faces import cores
from dorsal.faces.cores import on_cores


def slow(n: int) -> tuple[int, int]:
    time.sleep(0.02)
    return n, os.getpid()


def failing(n: int) -> int:
    time.sleep(0.02)
    if n == 3:
        raise ValueError(f"no {n}")
    return n


pytestmark = pytest.mark.filterwarnings("ignore:os.fork")  # other tests of this process may have loaded JAX


@pytest.fixture
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "WORTH", 0.0)
    monkeypatch.setattr(cores, "cores", lambda: 2)


@pytest.mark.usefixtures("eager")
def test_results_come_in_order_and_from_other_processes() -> None:
    found = list(on_cores(slow, range(9)))
    assert [n for n, _ in found] == list(range(9))
    assert found[0][1] == os.getpid()
    assert os.getpid() not in {process for _, process in found[1:]}


def test_short_work_stays_where_it_is() -> None:
    assert {process for _, process in on_cores(slow, range(5))} == {os.getpid()}


@pytest.mark.usefixtures("eager")
def test_a_fault_in_another_process_is_raised_here() -> None:
    with pytest.raises(ValueError, match="no 3"):
        list(on_cores(failing, range(6)))


@pytest.mark.usefixtures("eager")
def test_who_stops_listening_stops_the_work() -> None:
    started = time.perf_counter()
    results = on_cores(slow, range(500))
    assert [next(results)[0] for _ in range(3)] == [0, 1, 2]
    results.close()  # type: ignore[attr-defined]
    assert time.perf_counter() - started < 4.0


def test_one_core_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cores, "cores", lambda: 1)
    monkeypatch.setattr(cores, "WORTH", 0.0)
    assert {process for _, process in on_cores(slow, range(4))} == {os.getpid()}


def test_nothing_to_do_is_done() -> None:
    assert list(on_cores(slow, [])) == []
