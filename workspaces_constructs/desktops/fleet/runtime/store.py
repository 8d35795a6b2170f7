"""What a fleet keeps in its bucket: the lock, its memory, and of every run the progress, the plans and the report."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from .aws import code, s3

if TYPE_CHECKING:
    from collections.abc import Mapping

_MISSING = {"NoSuchKey", "404"}
_TAKEN = {"PreconditionFailed", "ConditionalRequestConflict", "412", "409", *_MISSING}

Json = dict[str, object]


class Store:
    """Objects in a bucket, as JSON or as text."""

    def __init__(self, bucket: str) -> None:
        self.bucket = bucket

    def read(self, key: str) -> Json | None:
        """An object, or None where there is none."""
        return self.read_with_tag(key)[0]

    def read_with_tag(self, key: str) -> tuple[Json | None, str]:
        """An object and its entity tag."""
        try:
            answer = s3().get_object(Bucket=self.bucket, Key=key)
        except ClientError as error:
            if code(error) in _MISSING:
                return None, ""
            raise
        found: Json = json.loads(answer["Body"].read())
        return found, answer["ETag"]

    def write(self, key: str, value: Mapping[str, object]) -> None:
        """Put an object, over the one that may be there."""
        self.write_text(key, json.dumps(value, separators=(",", ":")), "application/json")

    def write_text(self, key: str, text: str, content_type: str) -> None:
        """Put a text that people read."""
        s3().put_object(Bucket=self.bucket, Key=key, Body=text.encode(), ContentType=f"{content_type}; charset=utf-8")

    def claim(self, key: str, value: Mapping[str, object], over: str = "") -> str:
        """Put an object where there is none, or over exactly the one with an entity tag.

        Returns:
            Its own entity tag; nothing if another is there.
        """
        condition = {"IfMatch": over} if over else {"IfNoneMatch": "*"}
        try:
            put = s3().put_object(Bucket=self.bucket, Key=key, Body=json.dumps(value).encode(), **condition)  # type: ignore[arg-type]  # one of two conditions
        except ClientError as error:
            if code(error) not in _TAKEN:
                raise
            # An answer may have been lost, and the attempt that followed met what the first one had put.
            there, tag = self.read_with_tag(key)
            return tag if there == value else ""
        return put["ETag"]

    def delete(self, key: str) -> None:
        """Delete an object."""
        s3().delete_object(Bucket=self.bucket, Key=key)
