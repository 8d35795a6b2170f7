"""Directories that AWS makes."""

from typing import Literal

from pydantic import Field

from workspaces_constructs.deployment.values import (
    Address,
    CertificateFile,
    DirectoryId,
    DomainName,
    NetbiosName,
    OrganizationalUnit,
    ReachableFrom,
    SecretArn,
    SecretKeyArn,
)
from workspaces_constructs.facts.iam import SERVER_ADMINISTRATORS_GROUP

from .base import Section

__all__ = ["AdminHost", "ConditionalForwarder", "Directory", "ServiceAccountOfConnector"]


class ServiceAccountOfConnector(Section):
    """The account with which AD Connectors join desktops to the domain."""

    group: str | None = Field(
        default=SERVER_ADMINISTRATORS_GROUP,
        description="The group that lets it join more than ten computers. The default's members are local "
        "administrators of every computer in the domain. null: you delegate in Active Directory yourself.",
    )


class ConditionalForwarder(Section):
    """A domain whose names a Managed AD asks other DNS servers for."""

    domain_name: DomainName = Field(description="The fully qualified name of that domain.")
    dns_addresses: tuple[Address, ...] = Field(description="The addresses of its DNS servers.")


class Directory(Section):
    """The directory that AWS makes: AWS Managed Microsoft AD, or Simple AD in the scenario simple-ad."""

    domain_name: DomainName = Field(description="A fully qualified domain name, such as corp.example.com.")
    netbios_name: NetbiosName | None = Field(
        default=None, description="At most 15 characters. Default: the first label of the domain name."
    )
    edition: Literal["Standard", "Enterprise"] = Field(
        default="Standard",
        description="Of a Managed AD: Standard for about 30,000 objects, Enterprise for 500,000 and several regions.",
    )
    size: Literal["Small", "Large"] = Field(
        default="Small",
        description="Of a Simple AD: Small for up to 500 users, Large for up to 5,000. It can never be changed.",
    )
    registered: Literal["connector", "directory"] = Field(
        default="connector",
        description="What is registered with WorkSpaces: an AD Connector for each persona, or, with a single persona, "
        "the Managed AD itself. two-way-trust and simple-ad always register the directory itself.",
    )
    existing_directory_id: DirectoryId | None = Field(
        default=None, description="d-...: a directory of that kind that exists, in place of an own one."
    )
    reachable_from: tuple[ReachableFrom, ...] = Field(
        default=(),
        description="Ranges outside the VPC that must reach the own Managed AD, such as peered VPCs. Default: none.",
    )
    admin_secret_arn: SecretArn | None = Field(
        default=None,
        description="The ARN of a secret whose JSON field password is the administrator's. Default: a generated one. "
        "For an admin host in a directory that exists it is required, with the JSON field username too.",
    )
    admin_secret_key_arn: SecretKeyArn = None
    service_account: ServiceAccountOfConnector = Field(
        default=ServiceAccountOfConnector(),
        description="The account with which AD Connectors join desktops to the domain.",
    )
    logs: bool = Field(
        default=False,
        description="Whether a Managed AD's security log goes to Amazon CloudWatch Logs, which bills by the gigabyte.",
    )
    ldaps_certificates: tuple[CertificateFile, ...] = Field(
        default=(),
        description="Files, relative to this one, each with the certificate in PEM form of an authority that issued "
        "those of the domain controllers: a Managed AD then speaks LDAP over TLS only. Default: none.",
    )
    conditional_forwarders: tuple[ConditionalForwarder, ...] = Field(
        default=(),
        description="Domains whose names a Managed AD asks other DNS servers for. A trust brings its own. "
        "Default: none.",
    )


class AdminHost(Section):
    """A Windows server, reached by AWS Systems Manager only, that does in the directory what no API can."""

    enabled: bool = Field(
        default=False,
        description="Whether there is one. It makes the organizational unit in a Managed AD, and users in a Simple AD.",
    )
    organizational_unit: OrganizationalUnit | None = Field(
        default=None,
        description="The name of the organizational unit that it makes below the Managed AD's own, in which the "
        "connectors' account may create computers and nothing else. Default: WorkSpaces.",
    )
