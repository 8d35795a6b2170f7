"""The domain that is not made here: on-premises, its trust, and its domain controllers in AWS."""

from typing import Literal

from pydantic import Field

from workspaces_constructs.deployment.values import (
    Address,
    CertificateFile,
    DomainName,
    InstanceType,
    NetbiosName,
    RemoteCidr,
    SecretArn,
    SecretField,
    SecretKeyArn,
    SecurityIdentifier,
    SiteName,
    UserName,
)

from .base import Section

__all__ = ["DomainAccount", "DomainControllers", "OnPremises", "Trust"]


class DomainAccount(Section):
    """An account of the on-premises domain."""

    user_name: UserName = Field(description="The logon name, without the domain.")
    secret_arn: SecretArn = Field(description="The ARN of the secret with its password.")
    secret_key_arn: SecretKeyArn = None
    password_field: SecretField = Field(default="password", description="The JSON field that holds the password.")
    sid: SecurityIdentifier | None = Field(
        default=None,
        description="Its security identifier, S-1-5-21-...; with it an admin host gives the account its rights in a "
        "Managed AD that trusts its domain. Default: you give them.",
    )


class OnPremises(Section):
    """The Active Directory on-premises, or on servers of yours."""

    domain_name: DomainName = Field(description="Its fully qualified name, such as corp.example.com.")
    netbios_name: NetbiosName | None = Field(
        default=None, description="At most 15 characters. Default: the first label of the domain name."
    )
    dns_addresses: tuple[Address, ...] = Field(
        description="One to four of its DNS servers. An AD Connector uses the first two."
    )
    cidrs: tuple[RemoteCidr, ...] = Field(
        description="The networks of its domain controllers and DNS servers. Security groups and firewalls are opened "
        "to them: keep them narrow."
    )
    service_account: DomainAccount | None = Field(
        default=None,
        description="The account of AD Connectors, which reads users and joins computers. Needed where connectors "
        "are connected to this domain.",
    )
    ldaps_certificates: tuple[CertificateFile, ...] = Field(
        default=(),
        description="Files, relative to this one, each with the certificate in PEM form of an authority that issued "
        "those of the domain controllers, all of which must have one: AD Connectors then speak LDAP over TLS only, at "
        "TCP 636. Default: none.",
    )


class Trust(Section):
    """The trust between the Managed AD and the on-premises domain; its direction is the scenario's."""

    type: Literal["forest", "external"] = Field(
        default="forest", description="forest: with all domains of both forests. external: with the one domain only."
    )
    selective_authentication: bool = Field(
        default=False, description="Whether users of the trusted domain need a permission for each computer they use."
    )
    secret_arn: SecretArn | None = Field(
        default=None,
        description="The ARN of a secret whose JSON field password is the trust's. Default: a generated one.",
    )
    secret_key_arn: SecretKeyArn = None
    accept_unverified: bool = Field(
        default=False,
        description="Whether the deployment goes on while the on-premises half of the trust is not there yet.",
    )


class DomainControllers(Section):
    """Domain controllers of the on-premises domain on Amazon EC2, in two zones by turns."""

    count: int = Field(
        default=2,
        ge=2,
        le=4,
        description="How many, 2 to 4: as many DNS servers as DHCP options name. More can be added later, and the last "
        "ones taken away.",
    )
    administrator_secret_arn: SecretArn = Field(
        description="The ARN of a secret with the JSON fields username and password of the account that promotes them: "
        "a domain administrator."
    )
    administrator_secret_key_arn: SecretKeyArn = None
    restore_mode_secret_arn: SecretArn = Field(
        description="The ARN of a secret whose JSON field password is that of Directory Services Restore Mode."
    )
    restore_mode_secret_key_arn: SecretKeyArn = None
    instance_type: InstanceType = Field(default="t3.large", description="Their instance type.")
    windows_server: Literal[2022, 2025] = Field(default=2022, description="Their Windows Server.")
    site_name: SiteName | None = Field(
        default=None, description="Their Active Directory site, to be made. Default: named for the region."
    )
    on_premises_site_name: SiteName = Field(
        default="Default-First-Site-Name", description="The existing site at the other end of the site link."
    )
    addresses: tuple[Address, ...] | None = Field(
        default=None,
        description="Their fixed addresses, in the directory's two subnets by turns. Default: the fourth usable one of "
        "each, then the fifth.",
    )
    termination_protection: bool = Field(
        default=False,
        description="Whether EC2 refuses to terminate their instances. Deleting the stack demotes them first in any "
        "case, and then stops at the instances until you turn this off. Set it against terminations by hand, which "
        "leave a controller's entries in the domain.",
    )
