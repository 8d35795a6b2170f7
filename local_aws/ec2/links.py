"""What links VPCs with other networks, kept by account and region, with the states that take their time."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ministack.services import ec2

from local_aws.ec2.modelled import Data
from local_aws.ec2.wire import Ec2Error
from local_aws.services import state

if TYPE_CHECKING:
    from collections.abc import Mapping

Records = dict[str, Data]


@dataclass
class Links:
    """The links of one account in one region, by id."""

    customer_gateways: Records = field(default_factory=dict)
    vpn_gateways: Records = field(default_factory=dict)
    connections: Records = field(default_factory=dict)
    peerings: Records = field(default_factory=dict)
    transit_gateways: Records = field(default_factory=dict)
    attachments: Records = field(default_factory=dict)
    tables: Records = field(default_factory=dict)


def links() -> Links:
    """The links of the account and region of the call being answered."""
    return state.of(Links)


def new_id(prefix: str) -> str:
    """A new id, as EC2 makes them."""
    return state.hex_id(f"{prefix}-", 17)


def turn(record: Data, to: str, seconds: float, *, key: str = "State") -> None:
    """Let a record come to a state after a while, unless it has left the present one by then."""
    present = record[key]

    def arrive() -> None:
        if record[key] == present:
            record[key] = to

    state.later(seconds, arrive)


def known(records: Mapping[str, Data], identifier: str, code: str, what: str) -> Data:
    """A record that exists and is not deleted."""
    record = records.get(identifier)
    if record is None or record.get("State") == "deleted":
        raise Ec2Error(code, f"The {what} ID '{identifier}' does not exist")
    return record


def vpc(identifier: str) -> Mapping[str, str]:
    """A VPC of this account and region."""
    found: Mapping[str, str] | None = ec2._vpcs.get(identifier)  # noqa: SLF001 - ministack has no public hooks; a canary test pins what is used
    if found is None:
        raise Ec2Error("InvalidVpcID.NotFound", f"The vpc ID '{identifier}' does not exist")
    return found


def overlapping(left: str, right: str) -> bool:
    """Whether two ranges share addresses."""
    one, other = ipaddress.IPv4Network(left), ipaddress.IPv4Network(right)
    return one.overlaps(other)
