"""Addresses, the networks they are in, and certificates in files."""

from __future__ import annotations

from base64 import b64encode

import pytest

from workspaces_constructs.facts.addresses import is_address, require_address, within
from workspaces_constructs.facts.certificates import MOST_CERTIFICATE_CHARACTERS, require_certificate
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.regions import SIMPLE_AD_REGIONS, require_simple_ad_region


@pytest.mark.parametrize("text", ["10.20.0", "10.20.0.256", "dc1.corp.example.com", "10.20.0.0/24", "::1", ""])
def test_what_is_no_address_is_refused(text: str) -> None:
    assert not is_address(text)
    with pytest.raises(ConfigurationError, match=r"DNS server: got '.*'; allowed: an IPv4 address"):
        require_address(text, "DNS server")


def test_an_address_is_returned() -> None:
    assert str(require_address("10.20.0.10")) == "10.20.0.10"


@pytest.mark.parametrize(
    ("cidr", "inside"),
    [
        ("10.20.1.0/24", True),
        ("10.20.1.7", True),
        ("10.0.0.0/8", False),
        ("10.21.0.0/24", False),
        ("192.168.0.0/16", True),
    ],
)
def test_a_network_is_within_another_as_a_whole(cidr: str, *, inside: bool) -> None:
    assert within(cidr, ["10.20.0.0/16", "192.168.0.0/16"]) is inside


def pem(data: bytes, kind: str = "CERTIFICATE") -> str:
    return f"-----BEGIN {kind}-----\n{b64encode(data).decode()}\n-----END {kind}-----\n"


def test_a_certificate_is_kept_as_it_is() -> None:
    text = "\n" + pem(b"0" * 300)

    assert require_certificate(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0" * 300,
        pem(b"0" * 300) * 2,
        pem(b"0" * 300, "PRIVATE KEY"),
        pem(b"1" * 300),
        pem(b"0" * 300).replace("MDAw", "M", 1),
        pem(b"0" * MOST_CERTIFICATE_CHARACTERS),
    ],
    ids=["empty", "bare", "two", "key", "no DER", "no base64", "too long"],
)
def test_what_is_no_certificate_is_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ConfigurationError, match="certificate of ours: allowed: one CA certificate in PEM") as refused:
        require_certificate(text, "certificate of ours")

    assert "MDAw" not in str(refused.value)


def test_simple_ad_is_in_six_regions() -> None:
    assert all(require_simple_ad_region(region) == region for region in SIMPLE_AD_REGIONS)
    with pytest.raises(ConfigurationError, match=r"got 'eu-central-1'; allowed: ap-northeast-1, .*standalone"):
        require_simple_ad_region("eu-central-1")
