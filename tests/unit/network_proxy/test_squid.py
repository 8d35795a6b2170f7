"""The proxy, really: Debian's squid with the configuration that the instances get, on 127.0.0.1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.unit.network_proxy.conftest import Proxy

pytestmark = pytest.mark.xdist_group("squid")

ALLOWED = "www.example.com\n.example.org\n"


@pytest.mark.parametrize("host", ["www.example.com", "example.org", "a.b.example.org"])
def test_allowed_websites_pass(proxy: Proxy, host: str) -> None:
    assert proxy.get(f"http://{host}:{proxy.http.port}/page") == 200
    assert proxy.http.asked[-1] == f"{host}:{proxy.http.port}/page"

    assert proxy.tunnel(host, proxy.https.port) == 200
    assert proxy.https.asked[-1].startswith(f"{host}:{proxy.https.port}/through-the-tunnel")


@pytest.mark.parametrize(
    "host",
    [
        "bad.net",
        "example.com",  # only www is allowed
        "www.example.com.bad.net",
        "notexample.org",
        "127.0.0.1",
        "2130706433",  # 127.0.0.1 in another way
        "0x7f000001",
        "[::1]",
        "169.254.169.254",
        "inside.example.org",  # allowed by name, and leads to 127.0.0.2
    ],
)
def test_everything_else_is_refused(proxy: Proxy, host: str) -> None:
    before = [*proxy.http.asked, *proxy.https.asked]

    assert proxy.get(f"http://{host}:{proxy.http.port}/") == 403
    assert proxy.tunnel(host, proxy.https.port) == 403
    assert [*proxy.http.asked, *proxy.https.asked] == before


def test_instance_metadata_is_refused_at_its_own_port(proxy: Proxy) -> None:
    assert proxy.get("http://169.254.169.254/latest/meta-data/") == 403


def test_only_the_ports_of_the_web_are_open(proxy: Proxy) -> None:
    assert proxy.tunnel("www.example.com", 22) == 403
    assert proxy.tunnel("www.example.com", proxy.http.port) == 403
    assert proxy.get(f"http://www.example.com:{proxy.https.port}/") == 403
    assert proxy.get("http://www.example.com:25/") == 403


def test_only_desktops_may_ask(proxy: Proxy) -> None:
    assert proxy.get(f"http://www.example.com:{proxy.http.port}/", source="127.0.0.3") == 403


def test_websites_learn_nothing_of_the_desktop(proxy: Proxy) -> None:
    text = (proxy.folder / "squid.conf").read_text()

    assert "forwarded_for delete" in text
    assert "via off" in text


def test_a_changed_list_is_taken_up_without_a_restart(proxy: Proxy) -> None:
    url = f"http://www.later.net:{proxy.http.port}/"
    assert proxy.get(url) == 403

    proxy.publish(f"{ALLOWED}www.later.net # since Monday\n")
    done = proxy.refresh()
    assert done.returncode == 0, done.stderr
    assert proxy.allows(url, 200)
    assert proxy.process.poll() is None

    proxy.publish(ALLOWED)
    assert proxy.refresh().returncode == 0
    assert proxy.allows(url, 403)
    assert proxy.allows(f"http://www.example.com:{proxy.http.port}/", 200)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("www.example.com\nhttp://bad.net/\n", "not a host or a .suffix: http://bad.net/"),
        ("10.0.0.1\n", "10.0.0.1"),
        ("*.bad.net\n", "*.bad.net"),
        (".com\n", ".com"),
        ("bad.net\nacl allowed src all\n", "acl allowed src all"),
        ("# nobody\n", "the list is empty"),
        (None, "cannot be read"),
    ],
)
def test_a_wrong_list_is_refused_and_the_old_one_stays(proxy: Proxy, text: str | None, complaint: str) -> None:
    proxy.publish(text)
    done = proxy.refresh()
    proxy.publish(ALLOWED)

    assert done.returncode == 1
    assert "The allow list stays as it is." in done.stderr
    assert complaint in done.stderr
    assert proxy.get(f"http://www.example.com:{proxy.http.port}/") == 200
    assert proxy.get(f"http://bad.net:{proxy.http.port}/") == 403


def test_a_list_that_squid_itself_refuses_changes_nothing(proxy: Proxy) -> None:
    configuration = proxy.folder / "squid.conf"
    good = configuration.read_text()
    before = (proxy.folder / "allowed-websites").read_text()
    configuration.write_text(f"{good}http_access allow nobody-knows-this\n")
    proxy.publish("bad.net\n")
    done = proxy.refresh()
    configuration.write_text(good)
    proxy.publish(ALLOWED)

    assert done.returncode == 1
    assert "squid -k parse" in done.stderr
    assert (proxy.folder / "allowed-websites").read_text() == before
    assert not {path.suffix for path in proxy.folder.iterdir()} & {".candidate", ".trial"}
    assert proxy.get(f"http://bad.net:{proxy.http.port}/") == 403


def test_a_list_of_names_that_cover_each_other_is_taken_up(proxy: Proxy) -> None:
    proxy.publish(".example.org\nexample.org\nwww.example.org\nwww.example.com\nWWW.example.com\n")
    done = proxy.refresh()
    written = (proxy.folder / "allowed-websites").read_text()
    proxy.publish(ALLOWED)
    proxy.refresh()

    assert done.returncode == 0, done.stderr
    assert written == ".example.org\nwww.example.com\n"


def test_squid_finds_nothing_to_complain_of(proxy: Proxy) -> None:
    complaints = [
        line
        for line in (proxy.folder / "cache.log").read_text().splitlines()
        if any(word in line for word in ("ERROR", "FATAL", "acl", "subnet", "obsolete"))
    ]

    assert complaints == []
