"""Resource shares."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from uuid import uuid4

from local_aws.services import state
from local_aws.wire import Operation, ServiceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Request = dict[str, object]


@dataclass
class Share:
    """One share."""

    arn: str
    name: str
    owner: str
    external: bool
    created: float
    principals: list[str] = field(default_factory=list)
    resources: list[str] = field(default_factory=list)
    tags: dict[str, str] = field(default_factory=dict)
    status: str = "ACTIVE"

    def shown(self) -> dict[str, object]:
        """As the API shows it."""
        return {
            "resourceShareArn": self.arn,
            "name": self.name,
            "owningAccountId": self.owner,
            "allowExternalPrincipals": self.external,
            "status": self.status,
            "creationTime": self.created,
            "lastUpdatedTime": self.created,
            "featureSet": "STANDARD",
            "tags": [{"key": key, "value": value} for key, value in self.tags.items()],
        }


class Shares(dict[str, Share]):
    """The shares of one account in one region, by ARN."""


def reaches(resource: str, account: str) -> bool:
    """Whether a resource is shared with an account."""
    return any(
        resource in share.resources and account in share.principals and share.status == "ACTIVE" for share in _all()
    )


def _all() -> Iterator[Share]:
    for shares in state.everywhere(Shares):
        yield from shares.values()


def _texts(request: Mapping[str, object], name: str) -> list[str]:
    found = request.get(name) or []
    return [str(each) for each in found] if isinstance(found, list) else []


def _tags(request: Mapping[str, object]) -> dict[str, str]:
    found = request.get("tags") or []
    return {str(tag["key"]): str(tag["value"]) for tag in found} if isinstance(found, list) else {}


def _own(request: Mapping[str, object]) -> Share:
    arn = str(request["resourceShareArn"])
    share = state.of(Shares).get(arn)
    if share is None or share.status == "DELETED":
        raise ServiceError("UnknownResourceException", f"ResourceShare {arn} could not be found.")
    return share


def _check(resources: list[str]) -> None:
    for arn in resources:
        if not arn.startswith("arn:") or arn.split(":")[4] != state.account():
            raise ServiceError("InvalidParameterException", f"You cannot share {arn}: it is not a resource of yours.")


def create(request: Request) -> Mapping[str, object]:
    """A share, which is active at once."""
    resources = _texts(request, "resourceArns")
    _check(resources)
    arn = f"arn:aws:ram:{state.region()}:{state.account()}:resource-share/{uuid4()}"
    share = Share(
        arn=arn,
        name=str(request["name"]),
        owner=state.account(),
        external=bool(request.get("allowExternalPrincipals", True)),
        created=state.now(),
        principals=_texts(request, "principals"),
        resources=resources,
        tags=_tags(request),
    )
    state.of(Shares)[arn] = share
    return {"resourceShare": share.shown()}


def associate(request: Request) -> Mapping[str, object]:
    """Add resources and principals."""
    share, resources = _own(request), _texts(request, "resourceArns")
    _check(resources)
    share.resources += [each for each in resources if each not in share.resources]
    share.principals += [each for each in _texts(request, "principals") if each not in share.principals]
    return {"resourceShareAssociations": []}


def disassociate(request: Request) -> Mapping[str, object]:
    """Take resources and principals away."""
    share = _own(request)
    share.resources = [each for each in share.resources if each not in _texts(request, "resourceArns")]
    share.principals = [each for each in share.principals if each not in _texts(request, "principals")]
    return {"resourceShareAssociations": []}


def update(request: Request) -> Mapping[str, object]:
    """Another name, or whether accounts outside the organization may be named."""
    share = _own(request)
    share.name = str(request.get("name") or share.name)
    share.external = bool(request.get("allowExternalPrincipals", share.external))
    return {"resourceShare": share.shown()}


def delete(request: Request) -> Mapping[str, object]:
    """Nothing is shared any more; the record goes on for a while."""
    _own(request).status = "DELETED"
    return {"returnValue": True}


def get(request: Request) -> Mapping[str, object]:
    """The account's own shares, or those it has been given."""
    if request["resourceOwner"] == "SELF":
        found = list(state.of(Shares).values())
    else:
        found = [share for share in _all() if state.account() in share.principals]
    wanted = _texts(request, "resourceShareArns")
    return {"resourceShares": [share.shown() for share in found if not wanted or share.arn in wanted]}


def list_resources(request: Request) -> Mapping[str, object]:
    """The resources that are shared by, or with, the account."""
    own = request["resourceOwner"] == "SELF"
    shares = [
        share
        for share in _all()
        if share.status == "ACTIVE" and (share.owner == state.account() if own else state.account() in share.principals)
    ]
    return {
        "resources": [
            {"arn": arn, "resourceShareArn": share.arn, "status": "AVAILABLE"}
            for share in shares
            for arn in share.resources
        ]
    }


def tag(request: Request) -> Mapping[str, object]:
    """Set tags of a share."""
    _own(request).tags.update(_tags(request))
    return {}


def untag(request: Request) -> Mapping[str, object]:
    """Take tags of a share away."""
    for key in _texts(request, "tagKeys"):
        _own(request).tags.pop(key, None)
    return {}


OPERATIONS: Mapping[str, Operation] = {
    "AssociateResourceShare": associate,
    "CreateResourceShare": create,
    "DeleteResourceShare": delete,
    "DisassociateResourceShare": disassociate,
    "GetResourceShares": get,
    "ListResources": list_resources,
    "TagResource": tag,
    "UntagResource": untag,
    "UpdateResourceShare": update,
}
