"""boto3 clients that reach the local AWS inside this process, with no server and no network.

The emulator's request handlers are plain coroutines. A botocore ``before-send`` hook hands each signed request straight
to the handler of its service and wraps the answer, so everything above the wire (validation, retries, paginators,
error parsing) is botocore's own. IAM policies are not evaluated on this path; they are on the server's.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from io import BytesIO
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qs, urlsplit

import boto3
import botocore.session
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from local_aws.engine import load

if TYPE_CHECKING:
    from collections.abc import Callable

    Handler = Callable[
        [str, str, dict[str, str], bytes, dict[str, list[str]]],
        Coroutine[None, None, tuple[int, dict[str, str], bytes]],
    ]

T = TypeVar("T")

ACCOUNT = "000000000000"


def session(region: str = "us-east-1") -> boto3.Session:
    """A boto3 session whose every client talks to the local AWS of this process.

    Clients are made with ``session().client("ds")`` as usual. Credentials are dummies; the environment's are not read.
    """
    core = botocore.session.Session()
    core.get_component("credential_provider").providers.clear()
    core.set_credentials("test", "test")
    core.register("before-send", _answer)
    return boto3.Session(botocore_session=core, region_name=region)


class _Raw(BytesIO):
    def stream(self, **_: object) -> list[bytes]:
        return [self.read()]


def _answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
    url = urlsplit(request.url)
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    headers.setdefault("host", url.netloc)
    query = parse_qs(url.query, keep_blank_values=True)
    body = request.body or b""
    if isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, (bytes, bytearray)):
        body = body.read()
    status, answer_headers, answer = _run(load().dispatch(request.method, url.path or "/", headers, bytes(body), query))
    return AWSResponse(request.url, status, answer_headers, _Raw(answer))


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)


def _run(coroutine: Coroutine[None, None, T]) -> T:
    """Run a handler to its end, also from inside a running event loop."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(coroutine)
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
