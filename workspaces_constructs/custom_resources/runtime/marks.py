"""Marks on a directory, as its tags: whose something in it is that can carry no tag itself, a trust or a forwarder."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .aws import ds

if TYPE_CHECKING:
    from .kind import Request

_LONGEST_READABLE = 80
"""Characters. A tag's key has 128; a longer name is replaced by its digest."""


@dataclass(frozen=True)
class Mark:
    """The mark of one thing in a directory: written before the thing is made, erased when it is gone.

    Attributes:
        directory_id: The directory.
        name: What kind of thing.
        subject: Which one, such as the name of a remote domain.
    """

    directory_id: str
    name: str
    subject: str

    @property
    def key(self) -> str:
        """The tag's key."""
        long = len(self.subject) > _LONGEST_READABLE
        subject = hashlib.sha256(self.subject.encode()).hexdigest()[:32] if long else self.subject
        return f"workspaces-constructs:{self.name}:{subject}"

    def read(self) -> str:
        """What the mark says; nothing where there is none."""
        pages = ds().get_paginator("list_tags_for_resource").paginate(ResourceId=self.directory_id)
        tags = {tag["Key"]: tag["Value"] for page in pages for tag in page["Tags"]}
        return tags.get(self.key, "")

    def write(self, text: str) -> None:
        """Make the mark say something else."""
        ds().add_tags_to_resource(ResourceId=self.directory_id, Tags=[{"Key": self.key, "Value": text}])

    def erase(self) -> None:
        """Take the mark away."""
        ds().remove_tags_from_resource(ResourceId=self.directory_id, TagKeys=[self.key])


def made_by(request: Request, owner: str) -> bool:
    """Whether this resource made what a mark names the owner of.

    A domain's name in other letters makes CloudFormation replace the resource, though the thing is the same: the Update
    takes it over by a new mark, and the clean-up's Delete, which wants the very id, finds it to be another's.
    """
    if owner == request.physical_id:
        return True
    same = owner.rpartition("-")[0] == request.physical_id.rpartition("-")[0]
    return request.type == "Update" and same
