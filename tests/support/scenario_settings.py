"""The repository's settings files with values changed, and the mistakes in them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.synth import ROOT
from workspaces_constructs.deployment.loading import parse
from workspaces_constructs.deployment.mistakes import SettingsError
from workspaces_constructs.strict_yaml import read_yaml

Tree = dict[str, Any]
GONE = object()
"""In place of a value: the key is taken out."""

SECRET = "arn:aws:secretsmanager:us-east-1:111122223333:secret:radius-AbCdEf"
TGW = "tgw-0123456789abcdef0"
VGW = "vgw-0123456789abcdef0"
DXGW = "12345678-90ab-cdef-1234-567890abcdef"
VPN = {"customer_gateway_address": "203.0.113.10"}
MFA = {"servers": ["10.20.0.20"], "secret_arn": SECRET}
OTHER_PERSONA = {"name": "contractors", "desktops": 20}


def scenario_tree(scenario: str, **changes: object) -> Tree:
    """The repository's settings of a scenario, with values changed: ``personas__0__mfa=True``."""
    tree = read_yaml(ROOT / f"settings/{scenario}.yaml")
    assert isinstance(tree, dict)
    for path, value in changes.items():
        put(tree, path.split("__"), value)
    return tree


def put(tree: Tree, path: list[str], value: object) -> None:
    place: Any = tree
    *parents, last = path
    for key in parents:
        place = place[int(key)] if isinstance(place, list) else place.setdefault(key, {})
    if value is GONE:
        del place[int(last) if isinstance(place, list) else last]
    elif isinstance(place, list) and int(last) == len(place):
        place.append(value)
    else:
        place[int(last) if isinstance(place, list) else last] = value


def mistakes(tree: Tree) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as refused:
        parse(tree, str(ROOT / "settings/test.yaml"))
    return refused.value.mistakes
