"""Attributes of resources that say what the template says already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["IDENTIFIER_ATTRIBUTES", "PROPERTY_ATTRIBUTES"]

IDENTIFIER_ATTRIBUTES: Final[Mapping[str, frozenset[str]]] = {
    "AWS::DirectoryService::MicrosoftAD": frozenset({"Id"}),
    "AWS::DirectoryService::SimpleAD": frozenset({"DirectoryId"}),
    "AWS::EC2::DHCPOptions": frozenset({"DhcpOptionsId"}),
    "AWS::EC2::EIP": frozenset({"AllocationId"}),
    "AWS::EC2::Instance": frozenset({"InstanceId"}),
    "AWS::EC2::InternetGateway": frozenset({"InternetGatewayId"}),
    "AWS::EC2::NatGateway": frozenset({"NatGatewayId"}),
    "AWS::EC2::NetworkAcl": frozenset({"Id"}),
    "AWS::EC2::NetworkInterface": frozenset({"Id"}),
    "AWS::EC2::RouteTable": frozenset({"RouteTableId"}),
    "AWS::EC2::SecurityGroup": frozenset({"GroupId", "Id"}),
    "AWS::EC2::Subnet": frozenset({"SubnetId"}),
    "AWS::EC2::TransitGateway": frozenset({"Id"}),
    "AWS::EC2::TransitGatewayAttachment": frozenset({"Id"}),
    "AWS::EC2::TransitGatewayVpcAttachment": frozenset({"Id"}),
    "AWS::EC2::VPC": frozenset({"VpcId"}),
    "AWS::EC2::VPCEndpoint": frozenset({"Id"}),
    "AWS::EC2::VPCPeeringConnection": frozenset({"Id"}),
    "AWS::EC2::VPNGateway": frozenset({"VPNGatewayId"}),
    "AWS::KMS::Key": frozenset({"Arn", "KeyId"}),
    "AWS::Logs::LogGroup": frozenset({"Arn"}),
    "AWS::SecretsManager::Secret": frozenset({"Id"}),
    "AWS::WorkSpaces::ConnectionAlias": frozenset({"AliasId"}),
    "Custom::WorkspacesAdConnector": frozenset({"DirectoryId"}),
}
"""Attributes that say no more than ``Ref``: which resource it is."""

PROPERTY_ATTRIBUTES: Final[Mapping[str, Mapping[str, str]]] = {
    "AWS::EC2::Instance": {"PrivateIp": "PrivateIpAddress"},
    "AWS::EC2::NetworkInterface": {"PrimaryPrivateIpAddress": "PrivateIpAddress"},
    "AWS::EC2::Subnet": {"CidrBlock": "CidrBlock", "VpcId": "VpcId", "AvailabilityZoneId": "AvailabilityZoneId"},
    "AWS::EC2::VPC": {"CidrBlock": "CidrBlock"},
    "AWS::EC2::VPCEndpoint": {"VpcId": "VpcId"},
    "AWS::DirectoryService::MicrosoftAD": {"Alias": "ShortName"},
    "Custom::WorkspacesClientLdaps": {"DirectoryId": "DirectoryId"},
    "Custom::WorkspacesDirectoryDataAccess": {"DirectoryId": "DirectoryId"},
    "Custom::WorkspacesDirectoryDetails": {"DirectoryId": "DirectoryId"},
    "Custom::WorkspacesDirectoryLogs": {"DirectoryId": "DirectoryId"},
    "Custom::WorkspacesDirectoryRegistration": {"DirectoryId": "DirectoryId"},
    "Custom::WorkspacesDirectoryUser": {"SAMAccountName": "SAMAccountName"},
    "Custom::WorkspacesRadiusMfa": {"DirectoryId": "DirectoryId"},
}
"""Attributes that are what the template itself gives, by the property that gives it."""
