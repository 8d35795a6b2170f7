"""Lambda's processes: one that raised an error serves the next call too, and one can be ended in mid-work.

On AWS a function's execution environment outlives an error of its handler (Lambda guide, "Execution environment
lifecycle"). ministack ends the process, and as CDK's waiter raises an error for every "not yet", each look at a
resource would cost a new Node process.
"""

from __future__ import annotations

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used
import signal
import threading
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING

from ministack.core import lambda_runtime

if TYPE_CHECKING:
    import subprocess

_invoking = threading.local()


def install() -> None:
    """Let processes outlive their handlers' errors."""
    end, reap, invoke = lambda_runtime._signal, lambda_runtime._collect, lambda_runtime.Worker.invoke

    @wraps(end)
    def end_later(process: subprocess.Popen[str] | None) -> None:
        if getattr(_invoking, "ended", None) is None:
            end(process)
        else:
            _invoking.ended.append(process)

    @wraps(reap)
    def reap_later(process: subprocess.Popen[str] | None, deadline: float) -> None:
        if getattr(_invoking, "ended", None) is None:
            reap(process, deadline)

    @wraps(invoke)
    def invoke_and_keep(worker: lambda_runtime.Worker, *arguments: object, **options: object) -> dict[str, object]:
        _invoking.ended = []
        try:
            answer: dict[str, object] = invoke(worker, *arguments, **options)
        finally:
            ended, _invoking.ended = _invoking.ended, None
        for process in ended:
            raised = "trace" in answer and process is not None and process.poll() is None
            if raised and worker._proc is None:
                worker._proc = process
            else:
                end(process)
                reap(process, 0.0)
        return answer

    lambda_runtime._signal = end_later
    lambda_runtime._collect = reap_later
    lambda_runtime.Worker.invoke = invoke_and_keep


def function_of(access_key: str) -> str:
    """The name of the function whose role's credentials these are, or nothing."""
    from ministack.services import sts

    arn = str(sts._sessions.get(access_key, {}).get("Arn", ""))
    return arn.rpartition("/")[2] if ":assumed-role/" in arn else ""


def end(function: str, port: int) -> int:
    """End the process of a function that has a local port open to us, or all of its processes; return how many."""
    with lambda_runtime._lock:
        workers = [worker for pool in lambda_runtime._workers.values() for worker in pool]
    processes = [
        worker._proc
        for worker in workers
        if worker.config.get("FunctionName") == function and worker._proc is not None and worker._proc.poll() is None
    ]
    inode = _socket_at(port)
    callers = [process for process in processes if inode and inode in _sockets_of(process.pid)]
    for process in callers or processes:
        process.send_signal(signal.SIGKILL)
    return len(callers or processes)


def _socket_at(port: int) -> str:
    """The socket bound to a local port, where the system tells (Linux)."""
    table = Path("/proc/net/tcp")
    rows = table.read_text().splitlines()[1:] if table.exists() else []
    fields = (row.split() for row in rows)
    return next((f"socket:[{row[9]}]" for row in fields if int(row[1].rpartition(":")[2], 16) == port), "")


def _sockets_of(process: int) -> set[str]:
    found: set[str] = set()
    for descriptor in Path(f"/proc/{process}/fd").iterdir():
        try:
            found.add(str(descriptor.readlink()))
        except OSError:
            continue
    return found
