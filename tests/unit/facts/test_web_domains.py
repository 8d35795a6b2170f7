"""Which names a proxy can be held to, in the settings and on the proxies."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.web_domains import require_allowed_domains

REFRESH = runpy.run_path(
    str(Path(__file__).parents[3] / "workspaces_constructs/network/proxy/refresh.py"), run_name="refresh"
)


def test_hosts_and_suffixes_are_allowed() -> None:
    given = ["WWW.Example.com", ".example.org", "xn--bcher-kva.example", "a.b-c.d1.co.uk"]

    assert require_allowed_domains(given) == ("www.example.com", ".example.org", *given[2:])


@pytest.mark.parametrize(
    ("domain", "fix"),
    [
        ("https://www.example.com/path", "use www.example.com"),
        ("www.example.com:8443", "use www.example.com"),
        ("*.example.com", "use .example.com"),
        ("www.example.com.", "use www.example.com"),
        ("10.0.0.1", "addresses are always refused"),
        ("2001:db8::1", "addresses are always refused"),
        (".com", "at least two labels"),
        ("localhost", "at least two labels"),
        ("bücher.example", "beginning with xn--"),
        ("-www.example.com", "letters, digits, hyphens and dots"),
        ("www.example.123", "at least two labels"),
        ("", "at least two labels"),
        ("www.example.com\nbad.net", "letters, digits"),
        (f"{'a' * 64}.example.com", "letters, digits"),
    ],
)
def test_what_is_no_name_is_refused_with_a_fix(domain: str, fix: str) -> None:
    with pytest.raises(ConfigurationError) as error:
        require_allowed_domains([domain])

    assert fix in str(error.value)


@pytest.mark.parametrize(
    ("domains", "covered", "covering"),
    [
        ([".example.com", "www.example.com"], "www.example.com", ".example.com"),
        (["example.com", ".example.com"], "example.com", ".example.com"),
        ([".b.example.com", ".example.com"], ".b.example.com", ".example.com"),
        (["www.example.com", "www.example.com"], "www.example.com", "www.example.com"),
    ],
)
def test_a_name_that_another_covers_is_refused(domains: list[str], covered: str, covering: str) -> None:
    with pytest.raises(ConfigurationError, match=f"got '{covered}'.*remove it; {covering} covers it"):
        require_allowed_domains(domains)


def test_a_list_is_not_empty_and_fits_into_its_parameter() -> None:
    with pytest.raises(ConfigurationError, match=r"none.*egress none"):
        require_allowed_domains([])
    with pytest.raises(ConfigurationError, match=r"characters.*at most 8192"):
        require_allowed_domains([f"host-{number}.example.com" for number in range(500)])


@given(st.text("ab1-.:/*[] ", max_size=14) | st.from_regex(r"\.?([a-z0-9-]{1,5}\.){1,3}[a-z0-9]{1,3}", fullmatch=True))
def test_the_proxies_accept_exactly_what_the_settings_accept(domain: str) -> None:
    try:
        (accepted,) = require_allowed_domains([domain])
    except ConfigurationError:
        accepted = ""

    assert bool(accepted) == bool(REFRESH["DOMAIN"].fullmatch(domain.lower()))
    if accepted:
        assert REFRESH["parse"](domain) == [accepted]
