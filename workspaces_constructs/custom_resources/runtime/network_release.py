"""``Custom::WorkspacesNetworkRelease``: makes a VPC's deletion wait until AWS has let go of it.

Directories that CloudFormation deletes itself (Managed AD, Simple AD) leave interfaces and groups for some minutes.
Everything that AWS places in the VPC depends on this resource, so it is deleted after them and before the subnets.
"""

from __future__ import annotations

from . import leftovers
from .kind import Done, Kind, Outcome, Request


def ensure(request: Request) -> Outcome:
    """Nothing is held yet."""
    return Done({"VpcId": request.properties.text("VpcId")})


def remove(request: Request) -> Outcome:
    """Wait for the leftovers of gone directories and clear what AWS leaves for good."""
    return leftovers.of_network(request.properties.text("VpcId")) or Done()


KIND = Kind(
    type="Custom::WorkspacesNetworkRelease",
    required=frozenset({"VpcId"}),
    optional=frozenset(),
    replaced_on=frozenset({"VpcId"}),
    attributes=("VpcId",),
    ensure=ensure,
    remove=remove,
)
