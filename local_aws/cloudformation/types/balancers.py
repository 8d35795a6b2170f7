"""Load balancers that take addresses of their subnets, and give them back some time after they are gone.

ministack's have no interfaces and no subnet mappings, and every one is an application load balancer by its ARN.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ministack.services import alb, ec2
from ministack.services.cloudformation import provisioners

from local_aws.cloudformation.types.wire import Made, Properties, ProvisioningError, text, wait
from local_aws.ec2 import interfaces
from local_aws.ec2.wire import Ec2Error
from local_aws.services import durations, state

if TYPE_CHECKING:
    from collections.abc import Callable

_TYPE: Final = "AWS::ElasticLoadBalancingV2::LoadBalancer"
_REQUESTER: Final = "amazon-elb"
_CREATE_MINUTES: Final = 10
_STORES: Final = ("_lbs", "_lb_attrs", "_tags")

_ministack: dict[str, Callable[..., Made]] = dict(provisioners._RESOURCE_HANDLERS[_TYPE])


def _create(logical_id: str, properties: Properties, stack_name: str) -> Made:
    places = _places(properties)
    arn, attributes = _ministack["create"](logical_id, {**properties, "Subnets": [*places]}, stack_name)
    if text(properties, "Type") == "network":
        arn, attributes = _as_network(arn, attributes)
    balancer = alb._lbs[arn]
    try:
        for subnet, address in places.items():
            interfaces.create(
                subnet, _groups(properties), _description(arn), address=address, requester=_REQUESTER, kind="interface"
            )
    except Ec2Error as error:
        _delete(arn, properties)
        raise ProvisioningError(f"{error} (Service: ElasticLoadBalancingV2, Status Code: 400)") from error
    balancer |= {"State": "provisioning", "VpcId": ec2._subnets[next(iter(places))]["VpcId"]}
    with state.lock:
        state.later(durations.CREATE_LOAD_BALANCER, lambda: balancer.update(State="active"))

    def active() -> bool:
        state.settle()
        return bool(balancer["State"] == "active")

    wait(f"load balancer {balancer['LoadBalancerName']} is active", active, minutes=_CREATE_MINUTES, physical_id=arn)
    return arn, attributes


def _update(arn: str, old: Properties, new: Properties, stack_name: str, logical_id: str | None = None) -> Made:
    if _places(old) != _places(new):
        raise ProvisioningError("The addresses of a load balancer's subnets cannot be changed; replace it.")
    physical_id, attributes = _ministack["update"](
        arn, old, {**new, "Subnets": [*_places(new)]}, stack_name, logical_id
    )
    for interface in _own(arn):
        interface["Groups"] = [
            {"GroupId": group, "GroupName": ec2._security_groups[group]["GroupName"]} for group in _groups(new)
        ]
    return physical_id, attributes


def _delete(arn: str, properties: Properties) -> None:
    _ministack["delete"](arn, properties)
    held = [str(interface["NetworkInterfaceId"]) for interface in _own(arn)]

    def give_back() -> None:
        for identifier in held:
            interfaces.delete(identifier)

    with state.lock:
        state.later(durations.LOAD_BALANCER_LEFTOVERS, give_back)


def _places(properties: Properties) -> dict[str, str]:
    """Each subnet with the address that is wanted in it, or none."""
    mappings = properties.get("SubnetMappings") or [{"SubnetId": each} for each in properties.get("Subnets") or []]  # type: ignore[union-attr]
    places = {
        str(each["SubnetId"]): str(each.get("PrivateIPv4Address") or "")
        for each in mappings  # type: ignore[union-attr]
        if isinstance(each, dict)
    }
    missing = [subnet for subnet in places if subnet not in ec2._subnets]
    if missing or not places:
        raise ProvisioningError(f"The subnet ID '{', '.join(missing)}' is not valid (Service: ElasticLoadBalancingV2)")
    zones = {ec2._subnets[subnet]["AvailabilityZone"] for subnet in places}
    if len(zones) < len(places):
        raise ProvisioningError("A load balancer cannot be attached to multiple subnets in the same Availability Zone")
    return places


def _groups(properties: Properties) -> list[str]:
    groups = properties.get("SecurityGroups") or []
    return [str(group) for group in groups] if isinstance(groups, list) else []


def _as_network(arn: str, attributes: dict[str, object]) -> Made:
    renamed = arn.replace(":loadbalancer/app/", ":loadbalancer/net/")
    for name in _STORES:
        store = getattr(alb, name)
        store[renamed] = store.pop(arn)
    alb._lbs[renamed] |= {"LoadBalancerArn": renamed}
    full = str(attributes["LoadBalancerFullName"]).replace("app/", "net/", 1)
    return renamed, {**attributes, "Arn": renamed, "LoadBalancerArn": renamed, "LoadBalancerFullName": full}


def _description(arn: str) -> str:
    return f"ELB {arn.partition(':loadbalancer/')[2]}"


def _own(arn: str) -> list[dict[str, object]]:
    return [each for each in ec2._network_interfaces.values() if each["Description"] == _description(arn)]


CORRECTED: dict[str, dict[str, Callable[..., object]]] = {
    _TYPE: {"create": _create, "update": _update, "delete": _delete},
}
