"""Who reaches whom in a scenario, all pairs at once."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from tests.support.synth import ROOT, new_app, settings_of
from workspaces_constructs.deployment import build
from workspaces_constructs.deployment.loading import parse
from workspaces_constructs.testing.reachability import Node, Reachability, UnevenError, open_in

if TYPE_CHECKING:
    from collections.abc import Mapping

Template = dict[str, Any]
Tree = dict[str, Any]
Ports = frozenset[tuple[str, int, int]] | str
Matrix = dict[tuple[str, str], Ports]

ON_PREMISES: Final = {"domain": "10.20.0.0/23", "help desk": "10.20.30.0/24", "office": "10.20.99.0/24"}
"""The domain controllers, the help desk and everybody else behind the link of the settings files."""
LINKED: Final = tuple(ON_PREMISES)
PARTLY: Final = "partly"
"""What is open for a part of the addresses or of the client's own ports."""


def ports(tcp: str = "", udp: str = "") -> Ports:
    """Rows such as "53 88 3268-3269"."""
    return open_in(
        {
            (protocol, int(first), int(last or first))
            for protocol, text in (("tcp", tcp), ("udp", udp))
            for first, _, last in (item.partition("-") for item in text.split())
        }
    )


_ROLES: Final = (
    (r"Controller\d", "controllers"),
    (r"RadiusServersServer", "RADIUS servers"),
    (r"AdminHost", "admin host"),
    (r"SystemsManagerEndpoints", "Systems Manager"),
    (r"ApiEndpoint", "API endpoint"),
    (r"StreamingEndpoint", "streaming endpoint"),
    (r"ResolverOutbound", "resolver outbound"),
    (r"ResolverInbound", "resolver inbound"),
    (r"ProxyEgressLoadBalancer", "proxy"),
    (r"ProxyEgressInstances", "proxy instances"),
    (r"^WorkSpaces([a-z]+)Connector", "connector of {}"),
    (r"^WorkSpaces([a-z]+)DesktopsRegistration", "desktops of {}"),
    (r"Directory[0-9A-F]{8}$", "directory"),
)


def role(node: Node) -> str:
    """What somebody is in a scenario, from the logical id; several may be the same."""
    logical_id = node.name.partition("/")[2]
    for pattern, name in _ROLES:
        if found := re.search(pattern, logical_id):
            return name.format(*found.groups())
    message = f"{node.name} has no role"
    raise AssertionError(message)


def world(made: Mapping[str, Template]) -> Reachability:
    """The network of a scenario's templates."""
    return Reachability(made, on_premises=["10.20.0.0/16"])


def matrix(made: Mapping[str, Template]) -> Matrix:
    """All that is open, between everybody who is there and everybody outside; those in the same role must be equal."""
    seen = world(made)
    who = [(role(node), node) for node in seen.everybody()]
    who += [("internet", seen.internet), *((name, seen.on_premises(cidr)) for name, cidr in ON_PREMISES.items())]
    found: Matrix = {}
    for one, source in who:
        for other, target in who:
            if source is target and not one.startswith("desktops"):
                continue  # of desktops there are many
            is_open = _open(seen, source, target)
            assert found.setdefault((one, other), is_open) == is_open, f"{one} and {other} are not all alike"
    return {pair: is_open for pair, is_open in found.items() if is_open}


def _open(seen: Reachability, source: Node, target: Node) -> Ports:
    try:
        return seen.open_ports(source, target)
    except UnevenError:
        return PARTLY


def synthesised(tree: Tree) -> dict[str, Template]:
    """The templates of settings."""
    app = new_app()
    build(app, parse(tree, str(ROOT / "settings/matrix.yaml")))
    return {stack.stack_name: json.loads(Path(stack.template_full_path).read_text()) for stack in app.synth().stacks}


SCENARIOS: Final = {
    "ad-connector": ("ad-connector", ""),
    "replica": ("replica", ""),
    "standalone": ("standalone", ""),
    "two-way-trust": ("two-way-trust", ""),
    "shared-services": ("shared-services", ""),
    "shared-services by peering": ("shared-services", "peering"),
    "one-way-trust": ("one-way-trust", ""),
    "one-way-trust by peering": ("one-way-trust", "peering"),
    "simple-ad": ("simple-ad", ""),
    "personas": ("personas", ""),
}
"""The scenarios, some of which have two ways to be linked."""


@cache
def made_of(scenario: str, egress: str | None = None) -> dict[str, Template]:
    """The templates of a scenario; to be changed in a copy only."""
    return synthesised(tree_of(scenario, egress))


def tree_of(scenario: str, egress: str | None = None) -> Tree:
    """The settings of a scenario, with another way out for its first persona."""
    name, between = SCENARIOS[scenario]
    tree = settings_of(name)
    if between:
        tree["connectivity"]["between"] = between
    if egress is not None:
        tree["personas"][0]["egress"] = egress
    if egress == "proxy":
        tree.setdefault("proxy", {"allowed_domains": [".example.org"]})
    return tree


def differences(found: Matrix, meant: Matrix) -> list[str]:
    """What is open and should not be, or the other way round, a line each."""
    return [
        f"{one} -> {other}: {_shown(found.get((one, other)))}, meant: {_shown(meant.get((one, other)))}"
        for one, other in sorted(found.keys() | meant.keys())
        if found.get((one, other)) != meant.get((one, other))
    ]


def _shown(value: Ports | None) -> str:
    if value is None or isinstance(value, str):
        return value or "nothing"
    spans = (
        f"{protocol} {first}-{last}" if first != last else f"{protocol} {first}" for protocol, first, last in value
    )
    return ", ".join(sorted(spans))
