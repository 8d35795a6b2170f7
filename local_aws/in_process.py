"""boto3 clients that reach the local AWS inside this process, with no server and no network.

The emulator's request handlers are plain coroutines. A botocore ``before-send`` hook hands each signed request straight
to the handler of its service and wraps the answer, so everything above the wire (validation, retries, paginators,
error parsing) is botocore's own. Neither signatures nor IAM policies are evaluated on this path; policies are on the
server's.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import boto3
import botocore.session
from botocore.auth import AUTH_TYPE_MAPS, BaseSigner
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config

from local_aws.engine import load

if TYPE_CHECKING:
    from botocore.awsrequest import AWSPreparedRequest, AWSRequest
    from botocore.credentials import ReadOnlyCredentials

__all__ = ["session"]


def session(region: str = "us-east-1") -> boto3.Session:
    """A boto3 session whose every client talks to the local AWS of this process.

    Clients are made with ``session().client("ds")`` as usual. Credentials are dummies; the environment's are not read.
    """
    core = botocore.session.Session()
    core.get_component("credential_provider").providers.clear()
    core.set_credentials("test", "test")
    core.set_default_client_config(
        Config(
            user_agent="local-aws",  # botocore composes its own anew for each call
            s3={"addressing_style": "path"},  # no server that a bucket's name could be the host of
            request_checksum_calculation="when_required",  # no server that takes a body apart which is sent in chunks
        )
    )
    core.register("before-send", _answer)  # type: ignore[arg-type]  # its answer is what the event is for
    core.register("choose-signer", _named)  # type: ignore[arg-type]  # its answer is what the event is for
    return boto3.Session(botocore_session=core, region_name=region)


class _Named(BaseSigner):
    """Says who calls which service where, as a signature of version 4 does, and signs nothing: nobody would look."""

    REQUIRES_REGION = True

    def __init__(self, credentials: ReadOnlyCredentials, service_name: str, region_name: str) -> None:
        self._scope = f"{credentials.access_key}/20200101/{region_name}/{service_name}/aws4_request"

    def add_auth(self, request: AWSRequest) -> None:
        """Add the header."""
        request.headers["Authorization"] = f"AWS4-HMAC-SHA256 Credential={self._scope}, SignedHeaders=host, Signature=0"


AUTH_TYPE_MAPS["named"] = _Named


def _named(signature_version: str, **_: object) -> str | None:
    return "named" if signature_version == "v4" else None


class _Raw(BytesIO):
    def stream(self, **_: object) -> list[bytes]:
        return [self.read()]


def _answer(request: AWSPreparedRequest, **_: object) -> AWSResponse:
    url = urlsplit(request.url)
    headers = {name.lower(): _text(value) for name, value in request.headers.items()}
    headers.setdefault("host", url.netloc)
    query = parse_qs(url.query, keep_blank_values=True)
    status, answer_headers, answer = load().answer(request.method, url.path or "/", headers, _body(request), query)
    return AWSResponse(request.url, status, HTTPHeaders.from_dict(answer_headers), _Raw(answer))


def _body(request: AWSPreparedRequest) -> bytes:
    body: object = request.body or b""
    if isinstance(body, str):
        return body.encode()
    return bytes(body) if isinstance(body, bytes | bytearray) else body.read()  # type: ignore[attr-defined]


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
