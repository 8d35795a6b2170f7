"""One construct each, from arguments that are right but for those that a test gives."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from workspaces_constructs import (
    AdConnector,
    AdConnectorScenario,
    Bundle,
    ConfigurationError,
    DesktopSecurityGroup,
    DirectoryDhcpOptions,
    DirectoryRegistration,
    DirectoryUsers,
    ExistingDirectory,
    ExistingManagedMicrosoftAd,
    ExistingRegistration,
    ManagedMicrosoftAd,
    NatEgress,
    OnPremisesDomain,
    Persona,
    SharedServicesVpc,
    StandaloneScenario,
    TwoWayTrustScenario,
    Workspace,
    WorkspacesImage,
    WorkspacesVpc,
)

if TYPE_CHECKING:
    from .conftest import Surroundings

Arguments = dict[str, Any]
Make = Callable[["Surroundings", Arguments], None]


def assert_refused(make: Callable[[], object], words: list[str]) -> None:
    """Whether it is refused, with these words and a fix."""
    with pytest.raises(ConfigurationError) as refused:
        make()

    missing = [word for word in words if word not in str(refused.value)]
    assert not missing, str(refused.value)
    assert "fix:" in str(refused.value)


def make_vpc(around: Surroundings, given: Arguments) -> None:
    WorkspacesVpc(around.scope, "Tested", **given)


def make_security_group(around: Surroundings, given: Arguments) -> None:
    DesktopSecurityGroup(around.scope, "Tested", **{"vpc": around.vpc, "directory_cidrs": ["172.20.0.0/24"], **given})


def make_dhcp(around: Surroundings, given: Arguments) -> None:
    defaults = {"vpc": around.vpc, "domain_name": "corp.example.com", "dns_addresses": ["172.20.0.4"]}
    DirectoryDhcpOptions(around.scope, "Tested", **{**defaults, **given})


def make_nat(around: Surroundings, given: Arguments) -> None:
    NatEgress(around.scope, "Tested", **{"public_subnets": around.network.public_subnets, **given})


def make_directory(around: Surroundings, given: Arguments) -> None:
    defaults = {"vpc": around.vpc, "subnets": around.subnets, "domain_name": "corp.example.com"}
    ManagedMicrosoftAd(around.scope, "Tested", **{**defaults, **given})


def make_existing_directory(around: Surroundings, given: Arguments) -> None:
    defaults = {"directory_id": "d-0123456789", "domain_name": "corp.example.com"}
    ExistingManagedMicrosoftAd(around.scope, "Tested", **{**defaults, **given})


def make_users(around: Surroundings, given: Arguments) -> None:
    DirectoryUsers(around.scope, "Tested", directory=around.directory, **given)


def make_connector(around: Surroundings, given: Arguments) -> None:
    defaults = {
        "vpc": around.vpc,
        "subnets": around.subnets,
        "domain_name": "corp.example.com",
        "dns_addresses": ["172.20.0.4"],
        "service_account": around.account,
    }
    AdConnector(around.scope, "Tested", **{**defaults, **given})


def make_registration(around: Surroundings, given: Arguments) -> None:
    defaults = {"directory": around.connector, "vpc": around.vpc, "subnets": around.subnets}
    DirectoryRegistration(around.scope, "Tested", **{**defaults, **given})


def make_amazon_bundle(around: Surroundings, given: Arguments) -> None:
    Bundle.amazon(around.scope, "Tested", **given)


def make_own_bundle(_: Surroundings, given: Arguments) -> None:
    Bundle.from_id(**given)


def make_workspace(around: Surroundings, given: Arguments) -> None:
    defaults = {
        "registration": around.registration,
        "user_name": "alice",
        "bundle": Bundle.from_id("wsb-0123456789"),
        "volume_key": around.key,
    }
    Workspace(around.scope, "Tested", **{**defaults, **given})


def make_scenario(around: Surroundings, given: Arguments) -> None:
    StandaloneScenario(around.scope, "Tested", **{"domain_name": "corp.example.com", **given})


def make_connector_scenario(around: Surroundings, given: Arguments) -> None:
    defaults = {
        "domain": OnPremisesDomain("corp.example.com", ["10.20.0.10"], ["10.20.0.0/16"]),
        "service_account": around.account,
    }
    AdConnectorScenario(around.scope, "Tested", **{**defaults, **given})


def make_two_way_trust(around: Surroundings, given: Arguments) -> None:
    defaults = {
        "domain_name": "aws.example.com",
        "domain": OnPremisesDomain("corp.example.com", ["10.20.0.10"], ["10.20.0.0/16"]),
    }
    TwoWayTrustScenario(around.scope, "Tested", **{**defaults, **given})


def make_shared_services_vpc(around: Surroundings, given: Arguments) -> None:
    defaults = {"name": "test", "domain_name": "corp.example.com", "desktop_cidrs": ["172.20.0.0/16"]}
    SharedServicesVpc(around.scope, "Tested", **{**defaults, **given})


def make_image(around: Surroundings, given: Arguments) -> None:
    WorkspacesImage.from_workspace(around.scope, "Tested", workspace="ws-0123456789", **given)


def make_existing(_: Surroundings, given: Arguments) -> None:
    ExistingDirectory(**given)


def make_existing_registration(_: Surroundings, given: Arguments) -> None:
    ExistingRegistration(**given)


def make_persona(_: Surroundings, given: Arguments) -> None:
    Persona(**given)
