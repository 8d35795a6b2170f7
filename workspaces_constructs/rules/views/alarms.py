"""Alarms of CloudWatch, and what WorkSpaces publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workspaces_constructs.rules.resources import Properties
from workspaces_constructs.rules.templates import view
from workspaces_constructs.rules.views.directories import directory_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from workspaces_constructs.rules.resources import Resource, Value
    from workspaces_constructs.rules.templates import Templates
    from workspaces_constructs.rules.views.directories import Directory

__all__ = ["DIMENSIONS", "KEY_METRICS", "METRICS", "NAMESPACE", "Alarm", "Watched", "alarms", "watched"]

NAMESPACE: Final = "AWS/WorkSpaces"
KEY_METRICS: Final = ("Unhealthy", "ConnectionFailure", "SessionLaunchTime", "InSessionLatency")
"""The metrics that the whitepaper names first."""

METRICS: Final = frozenset(
    {
        "Available",
        "Bandwidth",
        "BandwidthInbound",
        "CPUQueueLength",
        "CPUUsage",
        "CongestionWindow",
        "ConnectionAttempt",
        "ConnectionDuration",
        "ConnectionFailure",
        "ConnectionSuccess",
        "FramesPerSecond",
        "GPUUsage",
        "InSessionLatency",
        "Maintenance",
        "MemoryPageHardFaults",
        "MemoryUsage",
        "PagingFileUsage",
        "RootVolumeDiskIOQueueLength",
        "RootVolumeDiskUsage",
        "SessionDisconnect",
        "SessionLaunchTime",
        "Stopped",
        "TCPRetransmissionRate",
        "TrustedDeviceCertificateDaysBeforeExpiration",
        "TrustedDeviceValidationAttempt",
        "TrustedDeviceValidationFailure",
        "TrustedDeviceValidationSuccess",
        "UDPPacketLossRate",
        "Unhealthy",
        "UpTime",
        "UserConnected",
        "UserVolumeDiskIOQueueLength",
        "UserVolumeDiskUsage",
    }
)
"""What WorkSpaces publishes (facts §8)."""

DIMENSIONS: Final = frozenset(
    {
        "BundleId",
        "CertificateId",
        "ComputeType",
        "ComputerName",
        "DirectoryId",
        "Protocol",
        "RunningMode",
        "UserName",
        "WorkspaceId",
    }
)
"""By what it can be told apart (facts §8)."""


@dataclass(frozen=True)
class Alarm:
    """One metric that an alarm is on.

    Attributes:
        resource: The ``AWS::CloudWatch::Alarm``.
        location: Where the metric stands in its properties; empty for the alarm itself.
        namespace: The namespace, where it is known.
        metric: The metric's name, where it is known.
        dimensions: The dimensions by name, where they are known.
        certain: Whether all dimensions are known.
        alone: Whether the alarm compares this metric itself with its threshold.
    """

    resource: Resource
    location: str
    namespace: str | None
    metric: str | None
    dimensions: Mapping[str, Value]
    certain: bool
    alone: bool

    def at(self, way: str) -> str:
        """Where something of the metric stands."""
        return f"{self.location}.{way}" if self.location else way


@dataclass(frozen=True)
class Watched:
    """Of which directories a metric is watched.

    Attributes:
        directories: The names of those that templates make.
        others: Whether also of any that is not known to be one of them.
    """

    directories: frozenset[str] = frozenset()
    others: bool = False

    def may_be_of(self, directory: Directory | None) -> bool:
        """Whether the metric may be watched for a directory; false is certain."""
        if self.others or directory is None:
            return self.others or bool(self.directories)
        return directory.resource.name in self.directories


@view
def watched(templates: Templates) -> Mapping[str, Watched]:
    """What alarms watch, by the metric, among the key ones."""
    found: dict[str, set[str | None]] = {}
    for alarm in alarms(templates):
        if alarm.namespace in {NAMESPACE, None}:
            directory = directory_of(templates, alarm.dimensions.get("DirectoryId"))
            for metric in (alarm.metric,) if alarm.metric else KEY_METRICS:
                found.setdefault(metric, set()).add(directory.resource.name if directory else None)
    return {
        metric: Watched(frozenset(name for name in names if name), None in names) for metric, names in found.items()
    }


@view
def alarms(templates: Templates) -> list[Alarm]:
    """The metrics of all alarms."""
    return [each for resource in templates.of_type("AWS::CloudWatch::Alarm") for each in _of(resource)]


def _of(resource: Resource) -> Iterator[Alarm]:
    if not resource.properties.has("Metrics"):
        yield _alarm(resource, "", resource.properties, alone=True)
        return
    if not isinstance(resource.properties.value("Metrics"), list):
        yield Alarm(resource, "Metrics", None, None, {}, certain=False, alone=False)
    for number, each in enumerate(resource.properties.each("Metrics")):
        found = each.value("MetricStat", "Metric")
        if isinstance(found, dict):
            yield _alarm(resource, f"Metrics.{number}.MetricStat.Metric", Properties(found), alone=False)


def _alarm(resource: Resource, location: str, given: Properties, *, alone: bool) -> Alarm:
    dimensions = {name: each.value("Value") for each in given.each("Dimensions") if (name := each.text("Name"))}
    certain = len(dimensions) == len(given.values("Dimensions"))
    return Alarm(resource, location, given.text("Namespace"), given.text("MetricName"), dimensions, certain, alone)
