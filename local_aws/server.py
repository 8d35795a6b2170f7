"""A local AWS on 127.0.0.1, for as long as a ``with`` block lasts."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.error import HTTPError, URLError
from urllib.request import HTTPSHandler, ProxyHandler, Request, build_opener

import boto3
from botocore.config import Config

from local_aws import certificate, environment, processes
from local_aws.environment import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

_START_SECONDS = 90
_LOG_LINES = 30
_HOST = "127.0.0.1"


class ServerError(RuntimeError):
    """The server did not start, or answered something it should not."""


class Server:
    """ministack and what it lacks, in a process of its own, with TLS and IAM evaluated.

    Args:
        region: The region everything is in.
        speed: How many emulated seconds pass in one of ours. Directories, WorkSpaces and the waits of state machines go
            by the same time, so the order of things is AWS's.
        folder: Where its files lie while it runs.
        stages: How long the stages of AWS take, against ``services/durations.py``. Where many things run on a busy
            machine, shorter stages and a slower clock take as long, and leave handlers more of their own time.
    """

    def __init__(
        self,
        region: str = "us-east-1",
        speed: float = 240.0,
        folder: Path = ROOT / ".local-aws",
        *,
        stages: float = 1.0,
    ) -> None:
        self.region = region
        self.speed = speed
        self.stages = stages
        self._folder = folder
        self._exit = ExitStack()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        environment.refuse_real(os.environ)
        if self._process is not None:
            raise ServerError("The server is running already; use another one.")
        try:
            self._exit.enter_context(processes.interruptible())
            self._start()
        except BaseException:
            self._exit.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._exit.close()

    @property
    def endpoint(self) -> str:
        """The URL of every service."""
        return f"https://{_HOST}:{self._port}"

    def environment(self) -> dict[str, str]:
        """A whole environment for programs that shall talk to this AWS and to no other."""
        return environment.clean(
            home=self.state / "home",
            temporary=self.state / "tmp",
            region=self.region,
            endpoint=self.endpoint,
            authority=self._certificate.authority,
        )

    @property
    def pid(self) -> int:
        """The process that serves; it leads the group of all it starts."""
        if self._process is None:
            raise ServerError("The server is not running.")
        return self._process.pid

    def session(self, access_key: str = "test", secret_key: str = "test", token: str = "") -> boto3.Session:  # noqa: S107 - the public dummy
        """A boto3 session whose every client talks to this AWS, as the administrator of its account unless told."""
        return _Session(
            self.endpoint,
            str(self._certificate.authority),
            aws_access_key_id=access_key,
            aws_secret_access_key=secret_key,
            aws_session_token=token or None,
            region_name=self.region,
        )

    def control(self, method: str, route: str, **body: object) -> dict[str, object]:
        """Call one of the server's own routes (``local_aws.control``)."""
        data = json.dumps(body).encode() if body else None
        request = Request(f"{self.endpoint}/_local_aws/{route}", data=data, method=method)  # noqa: S310 - https, to ourselves
        context = ssl.create_default_context(cafile=str(self._certificate.authority))
        opener = build_opener(ProxyHandler({}), HTTPSHandler(context=context))
        try:
            with opener.open(request, timeout=_START_SECONDS) as answer:
                parsed: dict[str, object] = json.load(answer)
        except HTTPError as error:
            raise ServerError(f"{method} {route}: {error.read().decode()}") from error
        return parsed

    def log(self) -> str:
        """The last lines the server logged."""
        lines = (self.state / "server.log").read_text(errors="replace").splitlines()
        return "\n".join(lines[-_LOG_LINES:])

    def _start(self) -> None:
        self._make_folder()
        listener = self._exit.enter_context(socket.create_server((_HOST, 0)))
        self._port = listener.getsockname()[1]
        os.set_inheritable(listener.fileno(), True)  # noqa: FBT003 - the standard library's signature
        log = self._exit.enter_context((self.state / "server.log").open("wb"))
        self._process = subprocess.Popen(  # noqa: S603 - this interpreter, with our arguments
            [
                sys.executable,
                "-m",
                "local_aws.serving",
                str(listener.fileno()),
                self._certificate.chain,
                self._certificate.key,
            ],
            cwd=ROOT,
            env=self._server_environment(),
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=subprocess.STDOUT,
            pass_fds=[listener.fileno()],
            start_new_session=True,
        )
        self._exit.callback(processes.end_group, self._process)
        listener.close()
        self._wait_until_ready()

    def _make_folder(self) -> None:
        """Make a folder for this run, locked while we live, and sweep those of runs that were killed."""
        self._folder.mkdir(exist_ok=True)
        with _locked(self._folder):  # nobody sweeps what another is about to lock
            for old in self._folder.glob("run-*"):
                with suppress(BlockingIOError), _locked(old, wait=False):
                    shutil.rmtree(old, ignore_errors=True)
            self.state = Path(tempfile.mkdtemp(prefix="run-", dir=self._folder))
            self._exit.callback(shutil.rmtree, self.state, ignore_errors=True)
            self._exit.enter_context(_locked(self.state))
        for name in ("home", "tmp"):
            (self.state / name).mkdir()
        self._certificate = certificate.make(self.state)

    def _server_environment(self) -> dict[str, str]:
        return {
            **self.environment(),
            "GATEWAY_PORT": str(self._port),
            "MINISTACK_HOST": _HOST,
            "BIND_HOST": _HOST,
            "MINISTACK_REGION": self.region,
            "USE_SSL": "1",
            "MINISTACK_SSL_CERT": str(self._certificate.chain),
            "MINISTACK_SSL_KEY": str(self._certificate.key),
            "AUTH": "true",
            "IOT_MTLS_ENABLED": "false",
            "SFTP_ENABLED": "false",
            "DOCKER_HOST": f"unix://{self.state}/no-docker",
            "STATE_DIR": str(self.state / "tmp"),
            "S3_DATA_DIR": str(self.state / "tmp" / "s3"),
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(Path(__file__).parent / "lambda_site"),
            "LOCAL_AWS_EPOCH": str(time.time()),
            "LOCAL_AWS_SPEED": str(self.speed),
            "LOCAL_AWS_STAGES": str(self.stages),
            "LOCAL_AWS_LEAPS": str(self.state / "leaps"),
            "SFN_WAIT_SCALE": str(1 / self.speed),
        }

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                self.control("GET", "ready")
            except (URLError, OSError) as error:
                alive = self._process is not None and self._process.poll() is None
                if not alive or time.monotonic() > deadline:
                    raise ServerError(f"The local AWS did not start: {error}\n{self.log()}") from error
                time.sleep(0.05)
            else:
                return


@contextmanager
def _locked(folder: Path, *, wait: bool = True) -> Iterator[None]:
    """Hold a folder's lock, which ends with the process that has it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        yield
    finally:
        os.close(descriptor)


class _Session(boto3.Session):
    """A session that cannot be pointed elsewhere by the environment it runs in.

    It makes one client of a kind: making another, and its connection, costs more than most of what is asked with it.
    """

    def __init__(self, endpoint: str, authority: str, **identity: str | None) -> None:
        super().__init__(**identity)  # type: ignore[arg-type]
        self._local = {"endpoint_url": endpoint, "verify": authority, "config": Config(proxies={})}
        self._clients: dict[object, object] = {}

    def client(self, *arguments: object, **options: object) -> object:  # type: ignore[override]
        kind = arguments, frozenset(options.items())
        if kind not in self._clients:
            self._clients[kind] = super().client(*arguments, **{**self._local, **options})  # type: ignore[call-overload]
        return self._clients[kind]

    def resource(self, *arguments: object, **options: object) -> object:  # type: ignore[override]
        return super().resource(*arguments, **{**self._local, **options})  # type: ignore[call-overload]
