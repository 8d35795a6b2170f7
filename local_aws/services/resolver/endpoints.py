"""Resolver endpoints: interfaces in subnets that DNS queries go out from or come in to."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from local_aws.services import durations, neighbours, state
from local_aws.services.resolver.model import Endpoint, arn, found, invalid, listed, made_before, new_tags, resolver
from local_aws.wire import ServiceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from local_aws.services.resolver.model import Request

_FEWEST_ADDRESSES: Final = 2


def create_resolver_endpoint(request: Request) -> Mapping[str, object]:
    """Put an interface into each subnet; the endpoint is of use a little later."""
    again = made_before(resolver().endpoints.values(), request)
    if again is not None:
        return {"ResolverEndpoint": _endpoint(again)}
    asked = request["IpAddresses"]
    subnets = neighbours.subnets([each["SubnetId"] for each in asked])
    if len(subnets) != len(asked) or len({each.vpc_id for each in subnets}) != 1:
        raise invalid("The subnets of an endpoint must exist, in one VPC.")
    for group in request["SecurityGroupIds"]:
        if neighbours.group_vpc(group) != subnets[0].vpc_id:
            raise invalid(f"The security group {group} is not in the VPC {subnets[0].vpc_id}.")
    identifier = state.hex_id("rslvr-in-" if request["Direction"] == "INBOUND" else "rslvr-out-", 17)
    made: list[neighbours.Interface] = []
    try:
        for subnet, each in zip(subnets, asked, strict=True):
            made.append(_interface(identifier, subnet, request["SecurityGroupIds"], each.get("Ip", "")))
    except ServiceError:
        for interface in made:
            neighbours.delete_interface(interface)
        raise
    new = Endpoint(identifier, request, subnets[0].vpc_id, made, new_tags(request))
    resolver().endpoints[identifier] = new
    state.later(durations.CREATE_RESOLVER, partial(_operational, new))
    return {"ResolverEndpoint": _endpoint(new)}


def update_resolver_endpoint(request: Request) -> Mapping[str, object]:
    """Change an endpoint's name."""
    known = found(resolver().endpoints, request["ResolverEndpointId"], "Resolver endpoint")
    known.request = {**known.request, "Name": request.get("Name")}
    return {"ResolverEndpoint": _endpoint(known)}


def associate_resolver_endpoint_ip_address(request: Request) -> Mapping[str, object]:
    """Give an endpoint one more address, in a subnet of its VPC."""
    known = found(resolver().endpoints, request["ResolverEndpointId"], "Resolver endpoint")
    asked = request["IpAddress"]
    subnets = neighbours.subnets([asked.get("SubnetId", "")])
    if not subnets or subnets[0].vpc_id != known.vpc_id:
        raise invalid(f"The subnet is not in the VPC {known.vpc_id}.")
    known.interfaces.append(_interface(known.id, subnets[0], known.request["SecurityGroupIds"], asked.get("Ip", "")))
    return {"ResolverEndpoint": _endpoint(known)}


def disassociate_resolver_endpoint_ip_address(request: Request) -> Mapping[str, object]:
    """Take an address from an endpoint, which keeps two."""
    known = found(resolver().endpoints, request["ResolverEndpointId"], "Resolver endpoint")
    asked = request["IpAddress"]
    for each in known.interfaces:
        if each.subnet_id == asked.get("SubnetId") and asked.get("Ip", each.address) == each.address:
            if len(known.interfaces) <= _FEWEST_ADDRESSES:
                raise ServiceError("InvalidRequestException", "An endpoint keeps at least two IP addresses.")
            known.interfaces.remove(each)
            neighbours.delete_interface(each)
            return {"ResolverEndpoint": _endpoint(known)}
    raise ServiceError("ResourceNotFoundException", "The endpoint has no such address.")


def delete_resolver_endpoint(request: Request) -> Mapping[str, object]:
    """Take an endpoint away that no rule uses; its interfaces go with it."""
    known = found(resolver().endpoints, request["ResolverEndpointId"], "Resolver endpoint")
    using = [each.id for each in resolver().rules.values() if each.request.get("ResolverEndpointId") == known.id]
    if using:
        named = ", ".join(f'"{each}"' for each in using)
        raise ServiceError(
            "InvalidRequestException",
            "[RSLVR-00600] Cannot delete resolver endpoint unless its related resolver rules are deleted. "
            f"The following rules still exist for this resolver endpoint: {named}",
        )
    if known.status != "DELETING":
        known.status = "DELETING"
        state.later(durations.DELETE_RESOLVER, partial(_remove_endpoint, known))
    return {"ResolverEndpoint": _endpoint(known)}


def get_resolver_endpoint(request: Request) -> Mapping[str, object]:
    """Describe one endpoint."""
    return {
        "ResolverEndpoint": _endpoint(found(resolver().endpoints, request["ResolverEndpointId"], "Resolver endpoint"))
    }


def list_resolver_endpoints(request: Request) -> Mapping[str, object]:
    """Describe all endpoints."""
    return listed("ResolverEndpoints", [_endpoint(each) for each in resolver().endpoints.values()], request)


def list_resolver_endpoint_ip_addresses(request: Request) -> Mapping[str, object]:
    """List an endpoint's addresses."""
    known = found(resolver().endpoints, request["ResolverEndpointId"], "Resolver endpoint")
    addresses = [
        {"IpId": each.id.replace("eni-", "rni-"), "SubnetId": each.subnet_id, "Ip": each.address, "Status": "ATTACHED"}
        for each in known.interfaces
    ]
    return {"IpAddresses": addresses, "MaxResults": len(addresses)}


def _interface(identifier: str, subnet: neighbours.Subnet, groups: list[str], address: str) -> neighbours.Interface:
    try:
        return neighbours.create_interface(
            subnet, "amazon-route53-resolver", f"Route 53 Resolver: {identifier}", groups, address=address
        )
    except neighbours.NetworkError as error:
        raise invalid(str(error)) from error


def _operational(endpoint: Endpoint) -> None:
    if endpoint.status == "CREATING":
        endpoint.status = "OPERATIONAL"


def _remove_endpoint(endpoint: Endpoint) -> None:
    for interface in endpoint.interfaces:
        neighbours.delete_interface(interface)
    resolver().endpoints.pop(endpoint.id, None)


def _endpoint(each: Endpoint) -> dict[str, object]:
    return {
        "Id": each.id,
        "Arn": arn("resolver-endpoint", each.id),
        "CreatorRequestId": each.request["CreatorRequestId"],
        "Name": each.request.get("Name"),
        "SecurityGroupIds": each.request["SecurityGroupIds"],
        "Direction": each.request["Direction"],
        "IpAddressCount": len(each.interfaces),
        "HostVPCId": each.vpc_id,
        "Status": each.status,
    }
