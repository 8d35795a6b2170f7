"""What every scenario can be given, beside what it cannot do without."""

from __future__ import annotations

from dataclasses import dataclass
from inspect import signature
from typing import TYPE_CHECKING, ClassVar, TypedDict, cast

from workspaces_constructs.facts.arguments import require_list
from workspaces_constructs.facts.options import require_options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Self

    import aws_cdk as cdk
    from aws_cdk import aws_kms as kms
    from aws_cdk import aws_secretsmanager as secretsmanager

    from workspaces_constructs.desktops.persona import DesktopUser, Persona
    from workspaces_constructs.directory.radius_mfa import RadiusSettings
    from workspaces_constructs.network.connectivity import Connectivity
    from workspaces_constructs.network.existing import ExistingNetwork
    from workspaces_constructs.scenarios.fleet import FleetOptions

__all__ = ["OwnRadiusServers", "PrivateEndpoints", "ResolverEndpoints", "ScenarioOptions", "TakesOptions"]


@dataclass(frozen=True)
class OwnRadiusServers:
    """RADIUS servers on EC2, in a pair of private subnets of their own (whitepaper, components of scenarios 2 to 6).

    Attributes:
        display_label: What the client's field for the second factor is called.
        secret: A secret that exists, whose JSON field ``password`` the servers share with the directory. Default: a
            generated one.
    """

    display_label: str = "MFA code"
    secret: secretsmanager.ISecret | None = None


@dataclass(frozen=True)
class PrivateEndpoints:
    """Endpoints of AWS PrivateLink in the desktops' VPC (whitepaper, "WorkSpaces Interface VPC Endpoint").

    Attributes:
        workspaces_api: Whether the WorkSpaces API gets one.
        streaming_from: From which networks users stream through a private endpoint; none makes none.
        api_from: Which networks beside the VPC call the API through it.
        api_principals: Who may use it: ARNs of roles and users. None: everybody in the account, and nobody else.
        api_actions: What they may do.
        api_resources: With which ARNs.
        notify_email: Who is told of connections to the API's endpoint, by Amazon SNS; they confirm the first message.
    """

    workspaces_api: bool = False
    streaming_from: Sequence[str] = ()
    api_from: Sequence[str] = ()
    api_principals: Sequence[str] = ()
    api_actions: Sequence[str] = ("workspaces:*",)
    api_resources: Sequence[str] = ("*",)
    notify_email: str | None = None


@dataclass(frozen=True)
class ResolverEndpoints:
    """Route 53 Resolver endpoints in the desktops' VPC (whitepaper, current edition, "VPC design").

    Attributes:
        outbound: Whether servers in the VPC that ask Amazon's DNS find the directory's domains.
        inbound_from: The networks that may ask the VPC's DNS; none makes no endpoint. In an own VPC it has the last
            usable address of each server subnet.
    """

    outbound: bool = False
    inbound_from: Sequence[str] = ()


class ScenarioOptions(TypedDict, total=False):
    """Keyword arguments that all scenarios share.

    Args:
        personas: Kinds of users. Default: one, called employees, with up to 100 desktops.
        users: Users with their desktops. Scenarios whose directory is made here make the users too, unless they exist.
            Default: none.
        cidr: The range of the desktops' VPC. Default: 172.20.0.0/16.
        availability_zone_ids: Default: the region's first two that WorkSpaces supports.
        routed_cidrs: Further networks that the VPC is routed to by other means, checked against AWS's management
            ranges. Default: none.
        network: An existing VPC in place of an own one. Its DHCP options stay yours, and so do its routes, but for
            those over ``connectivity``, and its network ACLs, unless it asks for ``network_acls``. Default: none.
        connectivity: How the VPC reaches on-premises. Default: not at all, where the scenario allows that.
        connector_ldaps_certificates: Certificates, as PEM, of the authorities that issued those of the domain
            controllers that AD Connectors ask: connectors then speak LDAP over TLS only. Default: none.
        radius: RADIUS servers that exist, or own ones, for personas with MFA. Default: none.
        allowed_domains: What the proxy lets personas with ``egress="proxy"`` reach. Default: none.
        endpoints: PrivateLink endpoints. Default: none.
        resolver: Route 53 Resolver endpoints. Default: none.
        volume_key: An existing key for the volumes. Default: an own one.
        records_key: An existing key for secrets and logs. Default: an own one.
        fleet: A roster of people whose desktops are kept in step with it, beside those of ``users``. Default: none.
        tags: Tags of connectors, registrations, desktops and the volumes' key. Default: none.
        cost_allocation_tags: Keys that all of these must carry, to divide the bill by. Default: none.
        removal_policy: One decision for the whole chain from desktops to keys. Default: DESTROY.
    """

    personas: Sequence[Persona]
    users: Sequence[DesktopUser]
    cidr: str
    availability_zone_ids: Sequence[str] | None
    routed_cidrs: Sequence[str]
    network: ExistingNetwork | None
    connectivity: Connectivity | None
    connector_ldaps_certificates: Sequence[str]
    radius: RadiusSettings | OwnRadiusServers | None
    allowed_domains: Sequence[str]
    endpoints: PrivateEndpoints | None
    resolver: ResolverEndpoints | None
    fleet: FleetOptions | None
    volume_key: kms.IKey | None
    records_key: kms.IKey | None
    tags: Mapping[str, str] | None
    cost_allocation_tags: Sequence[str]
    removal_policy: cdk.RemovalPolicy


class TakesOptions:
    """What takes options, and refuses names that are none before it reads any.

    Attributes:
        options_type: The TypedDict of the options.
    """

    options_type: ClassVar[type] = ScenarioOptions

    def __new__(cls, *_: object, **given: object) -> Self:
        """Refuse what would be ignored, or read letter by letter.

        Raises:
            ConfigurationError: A name that is neither an argument's nor an option's, or one thing in place of a list.
        """
        own = list(signature(cls.__init__).parameters.values())[1:]
        named = [each.name for each in own if each.kind is not each.VAR_KEYWORD]
        known = cls.options_type.__annotations__
        require_options(given, [*named, *known], cls.__name__)
        for name, value in given.items():
            if value is not None and getattr(known.get(name), "__forward_arg__", "").startswith("Sequence["):
                require_list(cast("Sequence[object]", value), name)
        return super().__new__(cls)
