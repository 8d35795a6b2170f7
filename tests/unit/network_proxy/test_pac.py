"""The PAC file, as JavaScript, and the program that publishes it."""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from tests.unit.network_proxy.conftest import SCRIPTS, free_port
from workspaces_constructs.network.proxy_configuration import pac_file

if TYPE_CHECKING:
    from pathlib import Path

PROXIES = "PROXY 172.20.0.142:3128; PROXY 172.20.0.158:3128"
CASES = {
    "www.example.com": PROXIES,
    "corp.example.com.bad.net": PROXIES,
    "notcorp.example.com": PROXIES,
    "8.8.8.8": PROXIES,
    "172.21.0.1": PROXIES,
    "[2001:db8::1]": PROXIES,
    "corp.example.com": "DIRECT",
    "DC1.Corp.Example.Com": "DIRECT",
    "dc1.corp.example.com.": "DIRECT",
    "intranet": "DIRECT",
    "172.20.255.255": "DIRECT",
    "10.1.2.3": "DIRECT",
    "169.254.169.254": "DIRECT",
}


def test_what_is_inside_is_direct_and_all_else_goes_through_the_proxies() -> None:
    pac = pac_file(
        addresses=["172.20.0.142", "172.20.0.158"],
        inside_domains=["Corp.example.com"],
        inside_networks=["172.20.0.0/16", "10.1.0.0/16"],
    )
    script = f"{pac}\nconsole.log(JSON.stringify({json.dumps([*CASES])}.map(h => FindProxyForURL('http://' + h, h))));"
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)

    assert dict(zip(CASES, json.loads(done.stdout), strict=True)) == CASES


def test_old_browsers_can_read_it() -> None:
    pac = pac_file(addresses=["172.20.0.142"], inside_domains=["example.com"], inside_networks=[])

    assert not [word for word in ("let ", "const ", "=>", "`", ".endsWith", ".includes") if word in pac]


def test_names_are_looked_up_only_for_websites_of_ones_own() -> None:
    places = {"intranet.example.net": "10.9.1.5", "www.example.com": "192.0.2.7", "gone.example.com": None}

    def answers(websites: list[str]) -> list[str]:
        pac = pac_file(addresses=["172.20.0.142"], inside_domains=[], inside_networks=[], websites=websites)
        look_up = f"var looked = []; function dnsResolve(n) {{ looked.push(n); return {json.dumps(places)}[n]; }}"
        asked = json.dumps([*places, "10.9.1.6", "[2001:db8::1]"])
        script = f"{pac}\n{look_up}\nvar found = {asked}.map(h => FindProxyForURL('http://' + h, h));"
        done = subprocess.run(
            ["node", "-e", f"{script} console.log(JSON.stringify([...found, looked.length]));"],
            capture_output=True,
            text=True,
            check=True,
        )
        result: list[str] = json.loads(done.stdout)
        return result

    proxy = "PROXY 172.20.0.142:3128"
    assert answers(["10.9.1.0/24"]) == ["DIRECT", proxy, proxy, "DIRECT", proxy, 3]
    assert answers([]) == [proxy] * 5 + [0]


@pytest.fixture
def publisher(tmp_path: Path) -> object:
    port = free_port()
    (tmp_path / "proxy.pac").write_text("function FindProxyForURL(url, host) {}")
    environment = {**os.environ, "PAC_FILE": str(tmp_path / "proxy.pac"), "PAC_PORT": str(port)}
    with subprocess.Popen(
        [sys.executable, SCRIPTS / "publish.py"], env={**environment, "PAC_ADDRESS": "127.0.0.1"}
    ) as it:
        yield port
        it.terminate()


def _answer(port: int, method: str, path: str) -> tuple[int, str | None, bytes]:
    deadline = time.monotonic() + 10
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        with suppress(ConnectionRefusedError):
            connection.request(method, path)
            response = connection.getresponse()
            return response.status, response.getheader("Content-Type"), response.read()
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_it_is_published_with_the_type_that_browsers_expect(publisher: int) -> None:
    status, kind, body = _answer(publisher, "GET", "/proxy.pac?cache=1")

    assert (status, kind) == (200, "application/x-ns-proxy-autoconfig")
    assert body.startswith(b"function FindProxyForURL")
    assert _answer(publisher, "HEAD", "/proxy.pac") == (200, kind, b"")


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/", 404), ("GET", "/../proxy.pac", 404), ("GET", "/etc/passwd", 404), ("POST", "/proxy.pac", 501)],
)
def test_nothing_else_is_published(publisher: int, method: str, path: str, status: int) -> None:
    assert _answer(publisher, method, path)[0] == status
