"""A directory's registration with Amazon WorkSpaces."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Protocol

from constructs import Construct

from workspaces_constructs.custom_resources.resource import WorkspacesResource
from workspaces_constructs.custom_resources.tokens import is_unresolved
from workspaces_constructs.desktops.access import require_together
from workspaces_constructs.desktops.default_role import WorkspacesDefaultRole
from workspaces_constructs.desktops.ip_access_group import require_ip_group_ids
from workspaces_constructs.desktops.region import desktop_region
from workspaces_constructs.facts.access import AccessChoice, require_authority_of, trusted_devices_step
from workspaces_constructs.facts.domains import require_ou
from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.tags import require_tags
from workspaces_constructs.network.routes import established
from workspaces_constructs.network.security_groups import group_id
from workspaces_constructs.network.subnets import require_pair, subnet_ids

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import aws_cdk as cdk
    from aws_cdk import aws_ec2 as ec2

    from workspaces_constructs.desktops.access import ClientSettings, SamlSignIn, StreamingSettings
    from workspaces_constructs.network.workspaces_endpoints import StreamingEndpoint

__all__ = ["ClientDevices", "DirectoryRegistration", "RegistrableDirectory", "SelfService"]

_LINGER_MINUTES = 15
"""Directory Service counts WorkSpaces among a directory's authorized applications for 30 to 60 minutes after it is
deregistered (facts §3.5). An AD Connector's own Delete asks for 45 minutes; 15 here make it an hour."""
_LINGER_MINUTES_FOR_CLOUDFORMATION = 40
_LONGEST_LINGER_MINUTES = 44


class RegistrableDirectory(Protocol):
    """What a directory must offer to be registered: a Managed AD, a Simple AD or an AD Connector."""

    @property
    def directory_id(self) -> str:
        """``d-`` and ten hexadecimal digits."""

    @property
    def domain_name(self) -> str:
        """The fully qualified domain name."""

    @property
    def deleted_by_cloudformation(self) -> bool:
        """Whether CloudFormation itself deletes the directory, without waiting for WorkSpaces to let go of it."""


@dataclass(frozen=True)
class ClientDevices:
    """From which kinds of devices users may connect.

    Web Access and the Linux client are off, as AWS has them; zero clients work with PCoIP only (facts §4.6).
    """

    windows: bool = True
    macos: bool = True
    ios: bool = True
    android: bool = True
    chrome_os: bool = True
    zero_client: bool = True
    thin_client: bool = True
    web: bool = False
    linux: bool = False

    def properties(self) -> dict[str, str]:
        """Return ``WorkspaceAccessProperties``."""
        allowed = {
            "DeviceTypeWindows": self.windows,
            "DeviceTypeOsx": self.macos,
            "DeviceTypeIos": self.ios,
            "DeviceTypeAndroid": self.android,
            "DeviceTypeChromeOs": self.chrome_os,
            "DeviceTypeZeroClient": self.zero_client,
            "DeviceTypeWorkSpacesThinClient": self.thin_client,
            "DeviceTypeWeb": self.web,
            "DeviceTypeLinux": self.linux,
        }
        return {name: "ALLOW" if allow else "DENY" for name, allow in allowed.items()}


@dataclass(frozen=True)
class SelfService:
    """What users may do to their desktops themselves. All that raises the bill or loses data is off."""

    restart: bool = True
    rebuild: bool = False
    increase_volume_size: bool = False
    change_compute_type: bool = False
    switch_running_mode: bool = False

    def properties(self) -> dict[str, str]:
        """Return ``SelfservicePermissions``."""
        allowed = {
            "RestartWorkspace": self.restart,
            "RebuildWorkspace": self.rebuild,
            "IncreaseVolumeSize": self.increase_volume_size,
            "ChangeComputeType": self.change_compute_type,
            "SwitchRunningMode": self.switch_running_mode,
        }
        return {name: "ENABLED" if allow else "DISABLED" for name, allow in allowed.items()}


class DirectoryRegistration(Construct):
    """Registers a directory with WorkSpaces and keeps its settings, with everything risky off.

    CloudFormation cannot register a directory of Directory Service: this is a custom resource. A registration that
    somebody else made is neither adopted nor taken away: use it as an ``ExistingRegistration``. Subnets and tenancy are
    for the life of a registration; a change of them is refused with the reason. Everything else changes in place, and
    holds for WorkSpaces launched or rebuilt later.

    Example:
        .. code-block:: python

            registration = DirectoryRegistration(
                stack, "Registration", directory=connector, vpc=network.vpc,
                subnets=network.desktop_subnets["Desktops"].subnets,
            )
            registration.registration_code  # what users type into the client

    Args:
        scope: The construct it belongs to.
        construct_id: Its id in that scope.
        directory: A Managed AD, a Simple AD or an AD Connector; one made elsewhere as an ``ExistingDirectory``.
        vpc: The directory's VPC.
        subnets: Two subnets in different zones that WorkSpaces supports; they may be others than the directory's.
        security_group: Put on every desktop beside the service's own group. Default: none.
        default_ou: The distinguished name of the OU for computer objects. Default: the directory's default.
        computers_domain: The domain that the OU is in, where users are in another one (scenario 6: a connector to the
            users' domain, computers in a resource domain that trusts it). Default: the directory's own.
        local_administrator: Whether users administer their own desktop. Default: no.
        internet_access: Whether desktops get public addresses. Only in public subnets; use NAT instead. Default: no.
        maintenance: Whether desktops are patched in the weekly or monthly window. Default: yes.
        devices: From where users may connect. Default: all but Web Access and Linux.
        self_service: What users may do themselves. Default: restart only.
        ip_group_ids: IP access control groups, at most 35, such as an ``IpAccessGroup``. An empty group locks everybody
            out. Default: none.
        streaming_endpoint: A VPC endpoint through which DCV users stream in place of the internet; not with IP groups,
            which it makes WorkSpaces ignore. Default: the internet.
        pcoip_over_internet: Whether PCoIP users stay on the internet beside a streaming endpoint, which they cannot
            use. Default: no, they get no desktop.
        saml: Sign-in by an identity provider in place of the directory's password. Default: the password.
        certificate_authority_arn: A private CA with the tag ``euc-private-ca``, in the directory's region, whose
            certificates log users on to Windows in place of a second password; it may be another account's, shared by
            AWS RAM [I]. Only with ``saml`` that is not ``DISABLED``, and DCV; needs a :class:`CertificateRole`, and
            desktops restarted afterwards. Default: users type their password.
        fips: Whether streaming is encrypted by FIPS-validated endpoints: in us-east-1, us-west-2 and GovCloud, and only
            before the first desktop. Default: standard TLS.
        streaming: How desktops stream, and what passes between them and users' devices. Default: as AWS has it.
        client: What the clients do. Default: as AWS has it.
        tenancy: ``SHARED``, or ``DEDICATED`` for bring-your-own-licence Windows. Default: SHARED.
        linger: How long Delete waits from its start, so that Directory Service lets the directory go afterwards. At
            most 44 minutes. Default: 15; 40 for a directory that CloudFormation deletes itself (Managed AD, Simple AD),
            which cannot be made to wait. An existing directory needs none: ``Duration.seconds(0)``.
        tags: Tags within WorkSpaces' rules. Default: none.
        removal_policy: ``RETAIN`` leaves the registration when the stack goes. Default: it is deregistered.

    Attributes:
        directory_id: The directory.
        registration_code: What users type into the client.
        members_security_group_id: The service's own group, which is on every desktop.
        trusted_devices_step: What somebody does in the console, since no API can, where only known devices may connect.

    Raises:
        ConfigurationError: A region without WorkSpaces, not two subnets, an OU that is none, IP groups that are none
            or too many, settings of access that exclude each other, bad tags, too long a linger.
    """

    def __init__(
        self,
        scope: Construct,
        construct_id: str,
        *,
        directory: RegistrableDirectory,
        vpc: ec2.IVpc,
        subnets: Sequence[ec2.ISubnet] | ec2.SubnetSelection,
        security_group: ec2.ISecurityGroup | None = None,
        default_ou: str | None = None,
        computers_domain: str | None = None,
        local_administrator: bool = False,
        internet_access: bool = False,
        maintenance: bool = True,
        devices: ClientDevices | None = None,
        self_service: SelfService | None = None,
        ip_group_ids: Sequence[str] = (),
        streaming_endpoint: StreamingEndpoint | None = None,
        pcoip_over_internet: bool = False,
        saml: SamlSignIn | None = None,
        certificate_authority_arn: str | None = None,
        fips: bool = False,
        streaming: StreamingSettings | None = None,
        client: ClientSettings | None = None,
        tenancy: Literal["SHARED", "DEDICATED"] = "SHARED",
        linger: cdk.Duration | None = None,
        tags: Mapping[str, str] | None = None,
        removal_policy: cdk.RemovalPolicy | None = None,
    ) -> None:
        super().__init__(scope, construct_id)
        require_ip_group_ids(ip_group_ids)
        if streaming_endpoint is None and pcoip_over_internet:
            raise ConfigurationError(
                "pcoip_over_internet", value=True, allowed="only with a streaming_endpoint", fix="leave it out"
            )
        _require_access(
            self,
            AccessChoice(
                saml=saml.status if saml else None,
                certificates=certificate_authority_arn is not None,
                fips=fips,
                accelerated=bool(streaming and streaming.global_accelerator),
                streaming_endpoint=streaming_endpoint is not None,
                ip_groups=ip_group_ids,
            ),
            certificate_authority_arn,
        )
        if tenancy not in {"SHARED", "DEDICATED"}:
            raise ConfigurationError("tenancy", value=tenancy, allowed=("SHARED", "DEDICATED"), fix="use SHARED")
        domain = computers_domain or directory.domain_name
        if default_ou is not None and not is_unresolved(default_ou) and not is_unresolved(domain):
            require_ou(default_ou, domain)
        self.directory = directory
        self.subnets = require_pair(vpc, subnets, "a registration")
        self.security_group = security_group
        self.saml = saml
        self.fips = fips
        creation: dict[str, object] = {
            "UserEnabledAsLocalAdministrator": local_administrator,
            "EnableInternetAccess": internet_access,
            "EnableMaintenanceMode": maintenance,
        }
        if security_group is not None:
            creation["CustomSecurityGroupId"] = group_id(security_group)
        if default_ou is not None:
            creation["DefaultOu"] = default_ou
        self.resource = WorkspacesResource(
            self,
            "Registration",
            kind="DirectoryRegistration",
            properties={
                "DirectoryId": directory.directory_id,
                "SubnetIds": subnet_ids(self.subnets),
                "Tenancy": tenancy,
                "WorkspaceCreationProperties": creation,
                "WorkspaceAccessProperties": {
                    **(devices or ClientDevices()).properties(),
                    **_access_endpoint(streaming_endpoint, pcoip=pcoip_over_internet),
                },
                "SelfservicePermissions": (self_service or SelfService()).properties(),
                "IpGroupIds": list(ip_group_ids) or None,
                "SamlProperties": saml.properties() if saml else None,
                "CertificateBasedAuthProperties": {
                    "Status": "ENABLED",
                    "CertificateAuthorityArn": certificate_authority_arn,
                }
                if certificate_authority_arn
                else None,
                "EndpointEncryptionMode": "FIPS_VALIDATED" if fips else None,
                "StreamingProperties": streaming.properties() if streaming else None,
                "ClientProperties": client.properties() if client else None,
                "LingerSeconds": _linger(directory, linger),
                "Tags": [{"Key": key, "Value": value} for key, value in require_tags(tags or {}, marks=1).items()]
                or None,
            },
            after=[established(vpc), WorkspacesDefaultRole.of(self)],
            removal_policy=removal_policy,
        )
        self.directory_id = self.resource.text("DirectoryId")
        self.registration_code = self.resource.text("RegistrationCode")
        self.members_security_group_id = self.resource.text("WorkspaceSecurityGroupId")
        self.trusted_devices_step = trusted_devices_step(directory.directory_id)


def _access_endpoint(endpoint: StreamingEndpoint | None, *, pcoip: bool) -> dict[str, object]:
    if endpoint is None:
        return {}
    config: dict[str, object] = {
        "AccessEndpoints": [{"AccessEndpointType": "STREAMING_WSP", "VpcEndpointId": endpoint.endpoint_id}]
    }
    if pcoip:
        config["InternetFallbackProtocols"] = ["PCOIP"]
    return {"AccessEndpointConfig": config}


def _require_access(construct: Construct, chosen: AccessChoice, authority_arn: str | None) -> None:
    """Refuse what a directory cannot have together, or not where the stack is."""
    region = desktop_region(construct)
    if authority_arn is not None and not is_unresolved(authority_arn):
        require_authority_of(authority_arn, region)
    require_together(replace(chosen, region=region))


def _linger(directory: RegistrableDirectory, given: cdk.Duration | None) -> int:
    if given is None:
        return 60 * (_LINGER_MINUTES_FOR_CLOUDFORMATION if directory.deleted_by_cloudformation else _LINGER_MINUTES)
    seconds = int(given.to_seconds())
    if seconds > _LONGEST_LINGER_MINUTES * 60:
        raise ConfigurationError(
            "linger",
            value=f"{seconds} seconds",
            allowed=f"at most {_LONGEST_LINGER_MINUTES} minutes, because CloudFormation gives up after an hour",
            fix="use 40 minutes; should the directory still refuse, delete the stack a second time",
        )
    return seconds
