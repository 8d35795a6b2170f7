"""What the proxies run, rendered from the files in ``network/proxy/``. Imports no CDK."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Network
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Final

from workspaces_constructs.facts.web_domains import INSIDE_NETWORKS
from workspaces_constructs.network.instances import AMAZON_DNS, RESOLVED_CONF

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["PAC_PORT", "PROXY_PORT", "SquidHost", "pac_file", "squid_configuration", "user_data"]

PROXY_PORT: Final = 3128
"""Squid's own port."""

PAC_PORT: Final = 8080
"""Where the instances publish the PAC file; the load balancer has it at 80."""

_FOLDER: Final = Path(__file__).parent / "proxy"
_PLACE: Final = "/etc/workspaces-proxy"


@dataclass(frozen=True)
class SquidHost:
    """Where squid finds what it needs; the defaults are those of Amazon Linux 2023.

    That its package lies where Fedora's does, and has the same unit and user, is unsourced [I]. The set-up asks both
    ports before it signals, so that instances on which it is otherwise fail the deployment instead of the desktops.

    Attributes:
        port: Where it listens.
        http_port: The only port for plain requests.
        https_port: The only port for CONNECT.
        resolver: The VPC's own DNS server.
        allow_list: The file with the allowed websites.
        log_folder: For the access log.
        state_folder: Its working directory.
        pid_file: How others find the process.
        denied_networks: Where it never connects to.
    """

    port: int = PROXY_PORT
    http_port: int = 80
    https_port: int = 443
    resolver: str = AMAZON_DNS
    allow_list: str = "/etc/squid/allowed-websites"
    log_folder: str = "/var/log/squid"
    state_folder: str = "/var/spool/squid"
    pid_file: str = "/run/squid.pid"
    denied_networks: tuple[str, ...] = INSIDE_NETWORKS


def squid_configuration(
    *, desktop_networks: Sequence[str], inside_networks: Sequence[str] = (), host: SquidHost | None = None
) -> str:
    """Return ``squid.conf``.

    Args:
        desktop_networks: Who may ask.
        inside_networks: Where nobody may go, beside what is no part of the internet anyway.
        host: Where it runs. Default: Amazon Linux 2023.
    """
    host = host or SquidHost()
    return _rendered(
        "squid.conf",
        port=str(host.port),
        http_port=str(host.http_port),
        https_port=str(host.https_port),
        resolver=host.resolver,
        allow_list=host.allow_list,
        log_folder=host.log_folder,
        state_folder=host.state_folder,
        pid_file=host.pid_file,
        desktop_networks=" ".join(desktop_networks),
        inside_networks=" ".join([*host.denied_networks, *_beside(host.denied_networks, inside_networks)]),
    )


def pac_file(
    *,
    addresses: Sequence[str],
    inside_domains: Sequence[str],
    inside_networks: Sequence[str],
    websites: Sequence[str] = (),
) -> str:
    """Return the PAC file: the proxies for everything outside, the second where the first does not answer.

    Args:
        addresses: The load balancer's.
        inside_domains: Domains that desktops reach themselves, such as the directory's.
        inside_networks: Ranges that they reach themselves, where an address is asked for.
        websites: Ranges of websites that they reach themselves under any name: each other name is then looked up.
    """
    return _rendered(
        "proxy.pac",
        proxies=json.dumps("; ".join(f"PROXY {address}:{PROXY_PORT}" for address in addresses)),
        inside_domains=json.dumps([domain.lower() for domain in inside_domains]),
        inside_networks=_ranges("127.0.0.0/8", "169.254.0.0/16", *inside_networks, *websites),
        websites=_ranges(*websites),
    )


def _ranges(*networks: str) -> str:
    parsed = [IPv4Network(network) for network in dict.fromkeys(networks)]
    return json.dumps([[str(network.network_address), network.num_addresses] for network in parsed])


def user_data(*, squid: str, pac: str, region: str, stack: str, resource: str, parameter: str, log_group: str) -> str:
    """Return the cloud-config of a proxy instance, at most 16 KB.

    Args:
        squid: Its ``squid.conf``.
        pac: Its PAC file.
        region: Where it runs.
        stack: The stack that waits for its signal.
        resource: The logical id of the Auto Scaling group in it.
        parameter: The name of the parameter that has the allow list.
        log_group: The log group of its access log.
    """
    environment = _rendered(
        "environment",
        region=region,
        stack=stack,
        resource=resource,
        parameter=parameter,
        port=str(PROXY_PORT),
        pac_port=str(PAC_PORT),
    )
    files = {
        f"{_PLACE}/environment": environment,
        f"{_PLACE}/squid.conf": squid,
        f"{_PLACE}/proxy.pac": pac,
        f"{_PLACE}/refresh.py": _text("refresh.py"),
        f"{_PLACE}/publish.py": _text("publish.py"),
        f"{_PLACE}/set-up.sh": _text("set-up.sh"),
        f"{_PLACE}/cloudwatch-agent.json": _rendered("cloudwatch-agent.json", log_group=log_group),
        "/etc/systemd/resolved.conf.d/workspaces-proxy.conf": RESOLVED_CONF,
        "/etc/systemd/system/squid.service.d/workspaces-proxy.conf": _text("squid.service.conf"),
        "/etc/systemd/system/workspaces-proxy-pac.service": _text("pac.service"),
        "/etc/systemd/system/workspaces-proxy-refresh.service": _text("refresh.service"),
        "/etc/systemd/system/workspaces-proxy-refresh.timer": _text("refresh.timer"),
    }
    config = {
        "write_files": [{"path": path, "content": content} for path, content in files.items()],
        "runcmd": [["bash", f"{_PLACE}/set-up.sh"]],
    }
    return f"#cloud-config\n{json.dumps(config, separators=(',', ':'))}\n"


def _beside(networks: Iterable[str], more: Iterable[str]) -> list[str]:
    """Those that are in none of the others; squid complains of ranges that are in another."""
    around = [IPv4Network(network) for network in networks if ":" not in network]
    return [each for each in more if not any(IPv4Network(each).subnet_of(network) for network in around)]


@cache
def _text(name: str) -> str:
    return (_FOLDER / name).read_text()


def _rendered(name: str, **values: str) -> str:
    return Template(_text(name)).substitute(values)
