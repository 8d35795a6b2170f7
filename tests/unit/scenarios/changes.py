"""Mistakes to plant in the templates of a scenario."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Template = dict[str, Any]


class Changed:
    """A copy of a scenario's templates, to be changed.

    Args:
        made: The templates by the names of their stacks.
    """

    def __init__(self, made: Mapping[str, Template]) -> None:
        self.templates = {stack: {**each, "Resources": deepcopy(each["Resources"])} for stack, each in made.items()}

    def find(self, kind: str, part: str = "") -> Iterator[tuple[str, str, dict[str, Any]]]:
        """The resources of a type with a part in their ids: stack, id and properties; there must be one."""
        found = [
            (stack, name, each["Properties"])
            for stack, template in self.templates.items()
            for name, each in template["Resources"].items()
            if each["Type"] == kind and part in name
        ]
        assert found, f"no {kind} with {part}"
        yield from found

    def drop(self, kind: str, part: str = "") -> Changed:
        """Take resources away."""
        for stack, name, _ in list(self.find(kind, part)):
            del self.templates[stack]["Resources"][name]
        return self

    def give(self, kind: str, part: str = "", **properties: object) -> Changed:
        """Give resources other properties; None takes one away."""
        for _, _, own in self.find(kind, part):
            own.update({key: value for key, value in properties.items() if value is not None})
            for key in properties.keys() - {key for key, value in properties.items() if value is not None}:
                own.pop(key, None)
        return self

    def default_route(self, table: str, kind: str, gateway: str, part: str = "") -> Changed:
        """Give the tables with a part in their ids a default route over the first gateway of a type."""
        stack, name, _ = next(self.find(kind, part))
        for where, own, _ in list(self.find("AWS::EC2::RouteTable", table)):
            if where == stack:
                self.add(stack, f"TooMany{own}", "AWS::EC2::Route", RouteTableId={"Ref": own},
                         DestinationCidrBlock="0.0.0.0/0", **{gateway: {"Ref": name}})  # fmt: skip
        return self

    def admit(self, group: str, protocol: str, port: int, cidr: str) -> Changed:
        """Open a port of a security group."""
        for _, _, own in self.find("AWS::EC2::SecurityGroup", group):
            rule = {"IpProtocol": protocol, "FromPort": port, "ToPort": port, "CidrIp": cidr}
            own["SecurityGroupIngress"] = [*own.get("SecurityGroupIngress", []), rule]
        return self

    def propagate(self, tables: str) -> Changed:
        """Let tables learn the routes of the virtual private gateway."""
        stack, gateway, _ = next(self.find("AWS::EC2::VPNGateway"))
        own = [{"Ref": name} for where, name, _ in self.find("AWS::EC2::RouteTable", tables) if where == stack]
        self.add(stack, f"TooMany{tables}", "AWS::EC2::VPNGatewayRoutePropagation", RouteTableIds=own,
                 VpnGatewayId={"Ref": gateway})  # fmt: skip
        return self

    def add(self, stack: str, name: str, kind: str, **properties: object) -> Changed:
        """Add a resource."""
        self.templates[stack]["Resources"][name] = {"Type": kind, "Properties": properties}
        return self
