"""ministack, loaded once in this process and extended with what it lacks."""

from __future__ import annotations

import asyncio
import os
import re
import threading
from contextvars import copy_context
from functools import cache
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Coroutine

Response = tuple[int, dict[str, str], bytes]
T = TypeVar("T")

ACCOUNT = "000000000000"
NOBODYS_KEY = "test"
"""The access key of clients in this process that belong to no account of their own."""
_ACCESS_KEY = re.compile(r"Credential=([^/]+)/")


class Engine:
    """The emulator of this process.

    One event loop owns the emulator's state, as in the server: every request is answered there, one at a time between
    two awaits, and what runs on after an answer (stack operations, state machines) lives there too.
    """

    async def dispatch(  # noqa: PLR0917 - a request, and whose it is
        self,
        method: str,
        path: str,
        headers: dict[str, str],
        body: bytes,
        query: dict[str, list[str]],
        account: str = ACCOUNT,
    ) -> Response:
        """Answer one signed request as the service it names would."""
        from ministack import app
        from ministack.core.responses import set_request_account_id, set_request_region
        from ministack.core.router import detect_service, extract_region

        set_request_account_id(account)
        set_request_region(extract_region(headers, query))
        service = detect_service(method, path, headers, query)
        handler = app.SERVICE_HANDLERS.get(service)
        if handler is None:
            raise LookupError(f"The local AWS has no service {service!r} ({method} {path}).")
        status, answer_headers, answer = await handler(method, path, headers, body, query)
        return int(status), dict(answer_headers), answer.encode() if isinstance(answer, str) else bytes(answer)

    def answer(
        self, method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> Response:
        """The same for callers that are not coroutines, from any thread, also from inside a handler."""
        request = self.dispatch(method, path, headers, body, query, _account(headers))
        try:
            asyncio.get_running_loop()
        except RuntimeError:
            return asyncio.run_coroutine_threadsafe(request, _serving_loop()).result()
        return _on_its_own_thread(request)

    def reset(self) -> None:
        """Forget every resource, fault and clock setting."""
        from ministack import app

        from local_aws import services

        async def wipe() -> None:
            app._reset_all_state()  # noqa: SLF001 - ministack's own reset and loop
            services.reset()

        asyncio.run_coroutine_threadsafe(wipe(), _serving_loop()).result()


def _account(headers: dict[str, str]) -> str:
    """The account of a request: of the role or the account its access key names, or else that of whoever calls."""
    from ministack.core.responses import get_account_id, set_request_account_id

    found = _ACCESS_KEY.search(headers.get("authorization", ""))
    context = copy_context()
    if found and found[1] != NOBODYS_KEY:
        context.run(set_request_account_id, found[1])
    account: str = context.run(get_account_id)
    return account


@cache
def load() -> Engine:
    """Load ministack and add what it lacks, once."""
    os.environ.setdefault("LOG_LEVEL", "WARNING")
    os.environ.setdefault("MINISTACK_TEST_NO_AUTOSTART", "1")
    from local_aws import cloudformation, ec2, executions, iam, lambda_logs, lambda_workers, services, tagging

    ec2.install()
    iam.install()
    cloudformation.install()
    lambda_workers.install()
    lambda_logs.install()
    services.install()
    executions.install()
    tagging.install()
    _settle_before_ec2()
    return Engine()


def _settle_before_ec2() -> None:
    """Let EC2 answer with the interfaces and groups the directories and WorkSpaces have left by now."""
    from ministack import app

    from local_aws import services

    handler = app.SERVICE_HANDLERS["ec2"]

    async def answer(
        method: str, path: str, headers: dict[str, str], body: bytes, query: dict[str, list[str]]
    ) -> Response:
        services.settle()
        response: Response = await handler(method, path, headers, body, query)
        return response

    app.SERVICE_HANDLERS["ec2"] = answer


_loop_lock = threading.Lock()


def _serving_loop() -> asyncio.AbstractEventLoop:
    """The loop of the server, or one of our own where no server runs."""
    from ministack import app

    with _loop_lock:
        loop: asyncio.AbstractEventLoop | None = app._MAIN_LOOP  # noqa: SLF001 - ministack's own reset and loop
        if loop is None or loop.is_closed():
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="local-aws", daemon=True).start()
            app._MAIN_LOOP = loop  # noqa: SLF001 - ministack's own reset and loop
        return loop


def _on_its_own_thread(coroutine: Coroutine[None, None, T]) -> T:
    """Run a nested request to its end while the handler that made it waits on the loop."""
    result: list[T] = []
    errors: list[BaseException] = []

    def run() -> None:
        try:
            result.append(asyncio.run(coroutine))
        except BaseException as error:  # noqa: BLE001 - carried to the calling thread
            errors.append(error)

    worker = threading.Thread(target=run)
    worker.start()
    worker.join()
    if errors:
        raise errors[0]
    return result[0]
