"""The inbound rules of the security group that Directory Service makes for domain controllers (facts §1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import IpPermissionTypeDef

PORTS: Final[dict[str, tuple[tuple[int, int], ...]]] = {
    "tcp": (
        (53, 53),
        (88, 88),
        (135, 135),
        (389, 389),
        (445, 445),
        (464, 464),
        (636, 636),
        (1024, 65535),
        (3268, 3269),
    ),
    "udp": ((53, 53), (88, 88), (123, 123), (138, 138), (389, 389), (445, 445), (464, 464)),
    "icmp": ((-1, -1),),
}


def controllers(vpc_cidr: str, group_id: str) -> list[IpPermissionTypeDef]:
    """Return the default rules: the ports from the VPC's primary range, and everything from the group itself."""
    ports: list[IpPermissionTypeDef] = [
        {"IpProtocol": protocol, "FromPort": first, "ToPort": last, "IpRanges": [{"CidrIp": vpc_cidr}]}
        for protocol, ranges in PORTS.items()
        for first, last in ranges
    ]
    return [*ports, {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": group_id}]}]
