"""`python -m dorsal.clinic.review.workbench`: a process that does one piece of work after the other, each in a child.

It has everything loaded, so that a child starts at once, and knows no secret of the server. A child is stopped by the
system itself after its time, or where it wants too much memory. Writing a workbook takes scratch files, and tables
beside the main one are read from files: they lie in a folder in memory (where the system has one) that is removed with
the child, however it ends. Work comes on the standard input and goes out on the standard output: a line with the length
of what follows.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
import traceback
import warnings
from importlib import import_module
from math import ceil
from pathlib import Path
from typing import IO, Any

from dorsal.clinic.review.analysis import beside_of
from dorsal.clinic.review.hourglass import OutOfTime
from dorsal.clinic.review.understood import faults
from dorsal.clinic.review.work import TASKS
from dorsal.errors import DorsalError, SheetError
from dorsal.faces.inquiry.asked import MODULES

MEMORY = 2 * 1024**3
"""Bytes of address space of a child."""
SCRATCH = 64 * 1024**2
"""Bytes of a file that it may write."""
IN_MEMORY = "/dev/shm"
LATE = (
    *(f"dorsal.faces.inquiry.{module}" for module in sorted(set(MODULES.values()))),
    "dorsal.faces.plot_folder", "dorsal.faces.prisma", "dorsal.faces.script_file", "openpyxl",
    "dorsal.synthesis.bayes.posterior", "dorsal.synthesis.modifier", "dorsal.synthesis.subgroup",
)  # fmt: skip
"""Modules that others load when they need them: here they are loaded once."""


def main() -> None:
    """Work until the input ends."""
    warnings.simplefilter("ignore")
    for module in LATE:
        import_module(module)
    gc.freeze()
    while (asked := received(sys.stdin.buffer)) is not None:
        sent(sys.stdout.buffer, _by_a_child(asked))


def received(stream: IO[bytes]) -> bytes | None:
    """What was sent; None where the other side has ended."""
    head = stream.readline()
    if not head.endswith(b"\n"):
        return None
    content = stream.read(int(head))
    return content if len(content) == int(head) else None


def sent(stream: IO[bytes], content: bytes) -> None:
    """Send it."""
    stream.write(b"%d\n" % len(content))
    stream.write(content)
    stream.flush()


def _by_a_child(asked: bytes) -> bytes:
    """What a child finds; where it was stopped, by which limit."""
    folder = tempfile.mkdtemp(prefix="dorsal-review-", dir=IN_MEMORY if os.path.isdir(IN_MEMORY) else None)
    try:
        code, said = _waited_for(asked, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if code == 0:
        return said
    stopped = "time" if code in (-signal.SIGALRM, -signal.SIGXCPU) else "memory"
    return json.dumps({"stopped": stopped}).encode()


def _waited_for(asked: bytes, folder: str) -> tuple[int, bytes]:
    """The exit code of a child, negative where a signal ended it, and what it said."""
    end, begin = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(end)
        _do(asked, begin, folder)
    os.close(begin)
    with os.fdopen(end, "rb") as found:
        said = found.read()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def _do(asked: bytes, begin: int, folder: str) -> None:
    """The child: limits first, then the work, then nothing more."""
    code = 1
    try:
        tempfile.tempdir = folder
        os.chdir(folder)
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        job = json.loads(asked)
        _limit(float(job["seconds"]))
        _lay_out(job)
        with os.fdopen(begin, "wb") as said:
            said.write(json.dumps(_told(job)).encode())
        code = 0
    finally:
        os._exit(code)


def _lay_out(job: dict[str, Any]) -> None:
    """The tables beside the main one as files of the scratch folder, where their options find them by name."""
    for table in beside_of(job).values():
        Path(table.name).write_bytes(table.content)


def _limit(seconds: float) -> None:
    signal.setitimer(signal.ITIMER_REAL, seconds)
    resource.setrlimit(resource.RLIMIT_CPU, (ceil(seconds), ceil(seconds)))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (SCRATCH, SCRATCH))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _told(job: dict[str, Any]) -> dict[str, Any]:
    """The work's result, or what went wrong in words; of a fault of ours its type and place only."""
    try:
        return TASKS[job["task"]](job)
    except SheetError as error:
        return {"refused": error.headline, "faults": faults(error)}
    except DorsalError as error:
        return {"refused": str(error)}
    except OutOfTime:
        return {"stopped": "time"}
    except MemoryError:
        return {"stopped": "memory"}
    except Exception as error:
        frames = traceback.extract_tb(error.__traceback__)[-4:]
        where = " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))
        return {"fault": f"{type(error).__name__} at {where}"}


if __name__ == "__main__":
    main()
