"""Small networks made by hand."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

from workspaces_constructs.testing.reachability import Reachability

if TYPE_CHECKING:
    from collections.abc import Callable

Tree = dict[str, Any]
OFFICE = "10.1.0.0/16"


def resource(kind: str, **properties: object) -> Tree:
    return {"Type": kind, "Properties": properties}


def ref(name: str) -> Tree:
    return {"Ref": name}


def rule(port: int, **peer: object) -> Tree:
    return {"IpProtocol": "tcp", "FromPort": port, "ToPort": port, **peer}


def subnet(name: str, cidr: str, vpc: str = "Vpc") -> Tree:
    return {
        name: resource("AWS::EC2::Subnet", VpcId=ref(vpc), CidrBlock=cidr),
        f"{name}Table": resource("AWS::EC2::RouteTable", VpcId=ref(vpc)),
        f"{name}Link": resource(
            "AWS::EC2::SubnetRouteTableAssociation", SubnetId=ref(name), RouteTableId=ref(f"{name}Table")
        ),
    }


def route(table: str, cidr: str, **over: object) -> Tree:
    return resource("AWS::EC2::Route", RouteTableId=ref(table), DestinationCidrBlock=cidr, **over)


def host(name: str, where: str, inbound: list[Tree], vpc: str = "Vpc", **more: object) -> Tree:
    return {
        f"{name}Group": resource("AWS::EC2::SecurityGroup", VpcId=ref(vpc), SecurityGroupIngress=inbound),
        name: resource(
            "AWS::EC2::Instance",
            SubnetId=ref(where),
            SecurityGroupIds=[{"Fn::GetAtt": [f"{name}Group", "GroupId"]}],
            **more,
        ),
    }


def acl(where: str, *entries: Tree) -> Tree:
    made = {
        f"{where}Acl": resource("AWS::EC2::NetworkAcl", VpcId=ref("Vpc")),
        f"{where}AclLink": resource(
            "AWS::EC2::SubnetNetworkAclAssociation", SubnetId=ref(where), NetworkAclId=ref(f"{where}Acl")
        ),
    }
    for number, entry in enumerate(entries):
        made[f"{where}Entry{number}"] = resource(
            "AWS::EC2::NetworkAclEntry", NetworkAclId=ref(f"{where}Acl"), RuleNumber=100 + number, **entry
        )
    return made


def entry(ports: tuple[int, int], cidr: str, *, egress: bool, action: str = "allow") -> Tree:
    first, last = ports
    return {
        "Protocol": 6, "RuleAction": action, "Egress": egress, "CidrBlock": cidr,
        "PortRange": {"From": first, "To": last},
    }  # fmt: skip


VPC = {"Vpc": resource("AWS::EC2::VPC", CidrBlock="172.20.0.0/16")}
OTHER_VPC = {"OtherVpc": resource("AWS::EC2::VPC", CidrBlock="172.21.0.0/16")}
TWO_HOSTS = {
    **VPC,
    **subnet("Near", "172.20.0.0/24"),
    **subnet("Far", "172.20.1.0/24"),
    **host("Client", "Near", []),
    **host("Server", "Far", [rule(443, CidrIp="172.20.0.0/24")]),
}
OPEN_ACLS = {
    **acl("Near", entry((443, 443), "172.20.1.0/24", egress=True), entry((1024, 65535), "172.20.1.0/24", egress=False)),
    **acl("Far", entry((443, 443), "172.20.0.0/24", egress=False), entry((1024, 65535), "172.20.0.0/24", egress=True)),
}


def seen(resources: Tree, **options: Any) -> Reachability:  # noqa: ANN401 - what Reachability takes
    return Reachability({"s": {"Resources": resources}}, **options)


def reached(resources: Tree, port: int = 443, **options: Any) -> bool:  # noqa: ANN401 - what Reachability takes
    world = seen(resources, **options)
    return world.can_reach(world.hosts.of("s/Client"), world.hosts.of("s/Server"), "tcp", port)


def broken(resources: Tree, change: Callable[[Tree], object]) -> Tree:
    changed = deepcopy(resources)
    change(changed)
    return changed
