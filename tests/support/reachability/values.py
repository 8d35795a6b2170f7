"""What a template's values come to, over one or several templates together; what is unknown raises."""

from __future__ import annotations

import re
from ipaddress import IPv4Network
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

Template = dict[str, Any]

_ID_ATTRIBUTES = {
    "AWS::EC2::Instance": "InstanceId",
    "AWS::EC2::InternetGateway": "InternetGatewayId",
    "AWS::EC2::NatGateway": "NatGatewayId",
    "AWS::EC2::NetworkAcl": "Id",
    "AWS::EC2::NetworkInterface": "Id",
    "AWS::EC2::RouteTable": "RouteTableId",
    "AWS::EC2::SecurityGroup": "GroupId",
    "AWS::EC2::Subnet": "SubnetId",
    "AWS::EC2::TransitGateway": "Id",
    "AWS::EC2::TransitGatewayAttachment": "Id",
    "AWS::EC2::TransitGatewayVpcAttachment": "Id",
    "AWS::EC2::VPC": "VpcId",
    "AWS::EC2::VPCEndpoint": "Id",
    "AWS::EC2::VPCPeeringConnection": "Id",
    "AWS::EC2::VPNGateway": "VPNGatewayId",
}
"""The attribute that is the same as ``Ref``."""
_PROPERTY_ATTRIBUTES = {
    "AWS::EC2::VPC": {"CidrBlock": "CidrBlock"},
    "AWS::EC2::Subnet": {"CidrBlock": "CidrBlock", "VpcId": "VpcId"},
    "AWS::EC2::NetworkInterface": {"PrimaryPrivateIpAddress": "PrivateIpAddress"},
    "AWS::EC2::Instance": {"PrivateIp": "PrivateIpAddress"},
}
"""Attributes that are what the template itself gives."""
DIRECTORIES = ("AWS::DirectoryService::MicrosoftAD", "AWS::DirectoryService::SimpleAD")
_DNS_ADDRESSES = {"DnsIpAddrs", "DnsIpAddresses"}
_ASSUMED = 5
"""Directory Service takes an address in each of its subnets and tells it afterwards: one is assumed, far from the first
four and the last, which AWS keeps."""
_HOLE = re.compile(r"\$\{(!?)([^}]+)\}")


class UnknownError(Exception):
    """Something that decides about reachability cannot be told from the templates."""


class Values:
    """Values of several templates. A resource is ``<stack>/<logical id>``, an attribute of it adds ``.<name>``.

    Args:
        templates: The templates by the names of their stacks.
        parameters: Values of parameters that have no default, by name.
        region: The region of all of them.
        account: Their account; two accounts are told apart by nothing here.
    """

    def __init__(
        self,
        templates: Mapping[str, Template],
        *,
        parameters: Mapping[str, object] | None = None,
        region: str = "us-east-1",
        account: str = "111122223333",
    ) -> None:
        self.templates = templates
        self._parameters = dict(parameters or {})
        self._pseudo: dict[str, object] = {
            "AWS::Region": region,
            "AWS::AccountId": account,
            "AWS::Partition": "aws",
            "AWS::URLSuffix": "amazonaws.com",
            "AWS::NoValue": None,
        }

    def resources(self, *types: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
        """Every resource of some types as its name, its stack, and its properties with all values that are known."""
        for stack, template in self.templates.items():
            for logical_id, resource in template["Resources"].items():
                if resource["Type"] in types:
                    yield f"{stack}/{logical_id}", stack, resource.get("Properties", {})

    def type_of(self, name: str) -> str:
        """The type of a resource; raises for what is none of the templates'."""
        stack, _, logical_id = name.partition("/")
        try:
            kind: str = self.templates[stack]["Resources"][logical_id]["Type"]
        except KeyError:
            message = f"{name} is no resource of these templates"
            raise UnknownError(message) from None
        return kind

    def text(self, stack: str, value: object) -> str:
        """A value that must be one text."""
        found = self.value(stack, value)
        if not isinstance(found, str | int):
            message = f"{value!r} of {stack} is not one text but {found!r}"
            raise UnknownError(message)
        return str(found)

    def texts(self, stack: str, value: object) -> list[str]:
        """A value that must be a list of texts; none where there is no value."""
        found = self.value(stack, value)
        if found is None:
            return []
        if not isinstance(found, list):
            message = f"{value!r} of {stack} is no list but {found!r}"
            raise UnknownError(message)
        return [self.text(stack, each) for each in found]

    def value(self, stack: str, value: object) -> Any:  # noqa: ANN401 - whatever JSON holds
        """Any value with its functions worked out."""
        if isinstance(value, list):
            return [self.value(stack, each) for each in value]
        if not isinstance(value, dict):
            return value
        if len(value) == 1:
            (name, argument), *_ = value.items()
            if name == "Ref" or name.startswith("Fn::"):
                return self._function(stack, name, argument)
        return {key: self.value(stack, each) for key, each in value.items()}

    def _function(self, stack: str, name: str, argument: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
        work_out: Callable[[str, Any], Any] | None = {
            "Ref": self._ref,
            "Fn::GetAtt": lambda stack, of: self._attribute(stack, *(of if isinstance(of, list) else of.split(".", 1))),
            "Fn::Join": lambda stack, of: of[0].join(self.texts(stack, of[1])),
            "Fn::Select": lambda stack, of: self.texts(stack, of[1])[int(of[0])],
            "Fn::Split": lambda stack, of: self.text(stack, of[1]).split(of[0]),
            "Fn::Sub": self._sub,
            "Fn::FindInMap": self._find_in_map,
            "Fn::ImportValue": lambda stack, of: self._import(self.text(stack, of)),
        }.get(name)
        if work_out is None:
            message = f"{name} in {stack} is not worked out here"
            raise UnknownError(message)
        return work_out(stack, argument)

    def _find_in_map(self, stack: str, argument: Any) -> Any:  # noqa: ANN401 - whatever JSON holds
        table, first, second = (self.text(stack, each) for each in argument[:3])
        return self.templates[stack]["Mappings"][table][first][second]

    def _ref(self, stack: str, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        if name in self._pseudo:
            return self._pseudo[name]
        template = self.templates[stack]
        if name in template["Resources"]:
            return f"{stack}/{name}"
        if name in self._parameters:
            return self._parameters[name]
        parameter = template.get("Parameters", {}).get(name, {})
        if "Default" not in parameter:
            message = f"parameter {name} of {stack} has no value"
            raise UnknownError(message)
        if parameter["Type"].startswith("AWS::SSM::Parameter::Value<"):
            found = self._published(str(parameter["Default"]))
            return found.split(",") if "List<" in parameter["Type"] else found
        return parameter["Default"]

    def _published(self, name: str) -> str:
        """The value of an SSM parameter that one of the templates makes; the name may be an ARN."""
        bare = "/" + name.partition(":parameter/")[2] if name.startswith("arn:") else name
        for _, stack, properties in self.resources("AWS::SSM::Parameter"):
            if self.text(stack, properties.get("Name", "")) == bare:
                return self.text(stack, properties["Value"])
        message = f"no template publishes the parameter {name}"
        raise UnknownError(message)

    def _attribute(self, stack: str, logical_id: str, attribute: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        resource = self.templates[stack]["Resources"][logical_id]
        kind = resource["Type"]
        if attribute == _ID_ATTRIBUTES.get(kind):
            return f"{stack}/{logical_id}"
        if attribute in _DNS_ADDRESSES and (found := self._dns_addresses(stack, logical_id)):
            return found if attribute == "DnsIpAddresses" else ",".join(found)
        given = _PROPERTY_ATTRIBUTES.get(kind, {}).get(attribute)
        if given and given in resource.get("Properties", {}):
            return self.value(stack, resource["Properties"][given])
        return f"{stack}/{logical_id}.{attribute}"

    def _dns_addresses(self, stack: str, logical_id: str) -> list[str]:
        """Those of a directory, or of what describes one; none for a directory or subnets made elsewhere."""
        resource = self.templates[stack]["Resources"][logical_id]
        if resource["Type"] == "Custom::WorkspacesDirectoryDetails":
            found = self.text(stack, resource["Properties"]["DirectoryId"])
            where, _, of = found.partition("/")
            return self._dns_addresses(where, of) if of else []
        if resource["Type"] not in DIRECTORIES:
            return []
        return self.directory_addresses(stack, resource["Properties"])

    def directory_addresses(self, stack: str, properties: dict[str, Any]) -> list[str]:
        """The addresses that a directory is assumed to have, one in each of its subnets."""
        addresses = []
        for subnet in self.texts(stack, properties["VpcSettings"]["SubnetIds"]):
            where, _, logical_id = subnet.partition("/")
            if not logical_id:
                return []
            cidr = self.text(where, self.templates[where]["Resources"][logical_id]["Properties"]["CidrBlock"])
            addresses.append(str(IPv4Network(cidr)[_ASSUMED]))
        return addresses

    def _sub(self, stack: str, argument: Any) -> str:  # noqa: ANN401 - whatever JSON holds
        text, own = argument if isinstance(argument, list) else (argument, {})

        def fill(hole: re.Match[str]) -> str:
            if hole[1]:
                return f"${{{hole[2]}}}"
            if hole[2] in own:
                return self.text(stack, own[hole[2]])
            logical_id, _, attribute = hole[2].partition(".")
            found = self._attribute(stack, logical_id, attribute) if attribute else self._ref(stack, logical_id)
            return self.text(stack, found)

        return _HOLE.sub(fill, text)

    def _import(self, name: str) -> Any:  # noqa: ANN401 - whatever JSON holds
        for stack, template in self.templates.items():
            for output in template.get("Outputs", {}).values():
                if "Export" in output and self.text(stack, output["Export"]["Name"]) == name:
                    return self.value(stack, output["Value"])
        message = f"no template exports {name}"
        raise UnknownError(message)
