"""The real squid on 127.0.0.1 with the library's configuration, websites beside it, and the refresh script."""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support import squid
from workspaces_constructs.facts.web_domains import INSIDE_NETWORKS
from workspaces_constructs.network.proxy_configuration import SquidHost, squid_configuration

if TYPE_CHECKING:
    from collections.abc import Iterator

SCRIPTS = Path(__file__).parents[3] / "workspaces_constructs/network/proxy"
ALLOWED = ["www.example.com", ".example.org"]
NAMES = {
    "127.0.0.1": ["www.example.com", "example.com", "a.b.example.org", "example.org", "www.later.net", "bad.net"],
    "127.0.0.2": ["inside.example.org"],
}
_DEADLINE_SECONDS = 20


@dataclass
class Website:
    """A server that answers everything and remembers what it was asked."""

    server: ThreadingHTTPServer
    asked: list[str]

    @property
    def port(self) -> int:
        return int(self.server.server_address[1])


@dataclass
class Proxy:
    """A running squid."""

    host: SquidHost
    folder: Path
    http: Website
    https: Website
    process: subprocess.Popen[bytes]
    environment: dict[str, str] = field(repr=False)

    def get(self, url: str, source: str = "127.0.0.1") -> int:
        """The status with which a plain request for the URL is answered."""
        connection = http.client.HTTPConnection("127.0.0.1", self.host.port, timeout=10, source_address=(source, 0))
        try:
            connection.request("GET", url)
            return connection.getresponse().status
        finally:
            connection.close()

    def tunnel(self, host: str, port: int) -> int:
        """The status with which a tunnel is answered; through one that opens, a page is fetched."""
        connection = http.client.HTTPConnection("127.0.0.1", self.host.port, timeout=10)
        connection.set_tunnel(host, port)
        try:
            connection.request("GET", "/through-the-tunnel")
            return connection.getresponse().status
        except OSError as error:
            return int(str(error).split("Tunnel connection failed: ")[1].split()[0])
        finally:
            connection.close()

    def publish(self, text: str | None) -> None:
        """Let the parameter have this value, or not be readable."""
        parameter = self.folder / "parameter"
        if text is None:
            parameter.unlink(missing_ok=True)
        else:
            parameter.write_text(text)

    def refresh(self) -> subprocess.CompletedProcess[str]:
        """Run the refresh script as the timer on a proxy does."""
        return subprocess.run(
            [sys.executable, SCRIPTS / "refresh.py"],
            env=self.environment, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def allows(self, url: str, expected: int) -> bool:
        """Whether the URL is answered so before long: a reconfiguration takes a moment."""
        return _before_long(lambda: self.get(url) == expected)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


@contextmanager
def website(address: str = "127.0.0.1", port: int = 0) -> Iterator[Website]:
    asked: list[str] = []

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(f"{self.headers['Host']}{self.path}")
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer((address, port), Answers) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield Website(server, asked)
        server.shutdown()
        thread.join()


def _before_long(is_so: object) -> bool:
    assert callable(is_so)
    deadline = time.monotonic() + _DEADLINE_SECONDS
    while time.monotonic() < deadline:
        with suppress(OSError):
            if is_so():
                return True
        time.sleep(0.05)
    return False


def _answers(port: int) -> bool:
    with socket.create_connection(("127.0.0.1", port), timeout=1):
        return True


def _program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@contextmanager
def _running(folder: Path, http_site: Website, https_site: Website) -> Iterator[Proxy]:
    host = SquidHost(
        port=free_port(),
        http_port=http_site.port,
        https_port=https_site.port,
        resolver="127.0.0.1",
        allow_list=str(folder / "allowed-websites"),
        log_folder=str(folder),
        state_folder=str(folder),
        pid_file=str(folder / "squid.pid"),
        # The websites of the tests are on 127.0.0.1; the rest of its network stays denied.
        denied_networks=tuple("127.0.0.2/31" if each == "127.0.0.0/8" else each for each in INSIDE_NETWORKS),
    )
    share = squid.program().parents[2] / "usr/share/squid"
    (folder / "hosts").write_text("".join(f"{address} {' '.join(names)}\n" for address, names in NAMES.items()))
    unpacked = (
        f"hosts_file {folder}/hosts\nerror_directory {folder}/errors\n"
        f"icon_directory {share}/icons\nmime_table {share}/mime.conf\n"
        f"unlinkd_program {squid.program().parents[1]}/lib/squid/unlinkd\n"
    )
    shutil.copytree(share / "errors" / "en", folder / "errors")
    configuration = folder / "squid.conf"
    configuration.write_text(squid_configuration(desktop_networks=["127.0.0.1/32"], host=host) + unpacked)
    _program(folder / "squid", f'exec {squid.program()} "$@"')
    _program(folder / "aws", f"cat {folder}/parameter")
    environment = {
        **squid.environment(),
        "PATH": f"{folder}:{os.environ['PATH']}",
        "ALLOW_LIST_PARAMETER": "parameter",
        "AWS_REGION": "us-east-1",
        "ALLOW_LIST": host.allow_list,
        "SQUID_CONFIGURATION": str(configuration),
        "SQUID_PID_FILE": host.pid_file,
    }
    proxy = Proxy(host, folder, http_site, https_site, None, environment)  # type: ignore[arg-type]  # started below
    proxy.publish("\n".join(ALLOWED))
    first = proxy.refresh()
    assert first.returncode == 0, first.stderr
    with (folder / "output").open("wb") as output:
        proxy.process = subprocess.Popen(
            [folder / "squid", "-N", "-f", configuration], env=environment, stdout=output, stderr=output
        )
    try:
        started = _before_long(lambda: proxy.process.poll() is not None or _answers(host.port))
        assert started, "squid does not answer"
        assert proxy.process.poll() is None, (folder / "output").read_text()
        yield proxy
    finally:
        proxy.process.terminate()
        proxy.process.wait(timeout=30)


@pytest.fixture(scope="module")
def proxy() -> Iterator[Proxy]:
    """One squid for the tests of a module; as root it steps down to another user, who must get at its folder."""
    with tempfile.TemporaryDirectory(prefix="proxy-") as name, website() as plain, website() as encrypted:
        folder = Path(name)
        folder.chmod(0o777)
        with website("127.0.0.2", plain.port), _running(folder, plain, encrypted) as running:
            yield running
