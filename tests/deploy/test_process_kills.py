"""Every kind's Lambda process is killed after single AWS calls, under the real Provider framework and waiter.

CloudFormation's own rollback or a second delete follows, and then the inventory is compared: nothing leaks, nothing is
made twice. Each kill costs a second here, so most lanes die at every second or third call; the contract suite
(``tests/runtime/test_kills.py``) dies in process at every call of every operation.
"""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from tests.conftest import PROCESSES_KILLED
from tests.deploy.process_kills import provider
from tests.deploy.process_kills.lanes import CREATE, DELETE, Lane, Run
from tests.deploy.process_kills.world import KillingServer, ServerWorld
from tests.runtime.support.cases import BY_KIND
from tests.runtime.support.cases_bundles import sources_of
from tests.runtime.support.cases_settings import RADIUS_SERVERS, allow_logs
from tests.runtime.support.cases_trust import REMOTES
from tests.runtime.support.world import DOMAIN, PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import boto3

ROLE = Lane("DefaultRole", (CREATE, DELETE), 1, 2)
"""There is one such role in an account, and registrations need it: it is tried before they start."""

LANES = (
    Lane("AdConnector", ("account",), 2, 5),
    Lane("AdConnector", (CREATE, "tags"), 1, 2),
    Lane("AdConnector", ("size", DELETE), 2, 3),
    Lane("Trust", (CREATE, DELETE), 1, 2),
    Lane("RadiusMfa", (CREATE, DELETE), 2, 2),
    Lane("ClientLdaps", (CREATE, DELETE), 1, 2),
    Lane("Automation", (CREATE, DELETE), 1, 2),
    Lane("DirectoryDataAccess", ("directory",), 2, 3),
    Lane("DirectoryDataAccess", (CREATE, DELETE), 1, 2),
    Lane("DirectoryUser", (CREATE, "names", "no name", "groups"), 1, 3),
    Lane("DirectoryUser", ("password", "name", DELETE), 2, 3),
    Lane("DirectoryDetails", (CREATE, "directory", DELETE)),
    Lane("DefaultSecurityGroup", (CREATE, "VPC", DELETE), 1, 2),
    Lane("NetworkRelease", (CREATE, "VPC", DELETE)),
    Lane("PeerRoutes", (CREATE, DELETE), 1, 2),
    Lane("DesktopGuard", (CREATE, DELETE)),
    Lane("BundleLookup", (CREATE, "size", DELETE)),
    Lane("DirectoryRegistration", ("directory",), 2, 5),
    Lane("DirectoryRegistration", (CREATE, "tags"), 1, 3),
    Lane("DirectoryRegistration", ("settings", "IP groups", DELETE), 2, 3),
    Lane("ConditionalForwarder", (CREATE, DELETE), 1, 2),
    Lane("DirectoryLogs", (CREATE, DELETE), 2, 2),
    Lane("Image", (CREATE, DELETE), 1, 3),
    Lane("Bundle", (CREATE, DELETE), 1, 3),
)
"""In the order in which they start; those that take long come before those that do not."""

AT_ONCE = 8
"""Lanes: most of the time each waits for a stage of AWS's."""

SPEED = 75.0
"""A handler's 45 minutes are then 36 s, which it must not need on a busy machine."""

STAGES = 0.5
"""So that what AWS does is as quick as with a faster clock."""

IN_PROCESS_ONLY = frozenset(
    {
        "Automation", "Bundle", "ClientLdaps", "ConditionalForwarder", "DesktopGuard", "DirectoryLogs",
        "DirectoryRegistration", "Image", "PeerRoutes", "RadiusMfa", "Trust",
    }
)  # fmt: skip
"""Kinds whose changes are killed at every call in the contract suite only: here each kill costs a second, and the
suite its time on two cores. Their making and deletion are killed here too."""

KILLED_IN_PROCESS = frozenset({"Fleet"})
"""Kinds that have no lane: the inventory that the server shows here has no runs of state machines. The contract suite
kills each of their calls in process."""

LEAST = {
    "AdConnector": 6, "Automation": 4, "Bundle": 2, "BundleLookup": 4, "ClientLdaps": 4, "ConditionalForwarder": 2,
    "DefaultRole": 5, "DefaultSecurityGroup": 4, "DesktopGuard": 1, "DirectoryDataAccess": 4, "DirectoryDetails": 4,
    "DirectoryLogs": 2, "DirectoryRegistration": 6, "DirectoryUser": 6, "Image": 2, "NetworkRelease": 6,
    "PeerRoutes": 3, "RadiusMfa": 3, "Trust": 5,
}  # fmt: skip
"""Fewer kills than this mean that calls were not seen."""


def test_every_operation_of_every_kind_has_a_lane() -> None:
    kinds = BY_KIND.keys() - KILLED_IN_PROCESS
    made_and_deleted = {(kind, operation) for kind in kinds for operation in (CREATE, DELETE)}
    changed = {(kind, change) for kind in kinds - IN_PROCESS_ONLY for change in BY_KIND[kind].changes()}
    played = {(lane.kind, operation) for lane in (*LANES, ROLE) for operation in lane.operations}

    assert made_and_deleted | changed <= played


def with_images(session: boto3.Session) -> ServerWorld:
    """The part of the account that bundles and images share: what they are made from has its names once."""
    world = ServerWorld(session, [])
    sources_of(world)
    return world


@pytest.mark.deploy
def test_nothing_leaks_when_the_process_is_killed_after_one_of_its_calls(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    provider.synthesize(tmp_path)
    with KillingServer(speed=SPEED, stages=STAGES) as server, ThreadPoolExecutor(AT_ONCE) as pool:
        session = server.account
        token = provider.deploy(session, tmp_path)
        domain = pool.submit(ServerWorld(session, []).join)
        images = pool.submit(with_images, session)
        for name, addresses in REMOTES.items():
            half = {"domain": DOMAIN, "direction": "Two-Way", "password": PASSWORD}
            server.control("POST", "on-premises", name=name, dns_addresses=addresses, trusts=[half])
        for address, secret in RADIUS_SERVERS.items():
            server.control("POST", "radius-servers", address=address, secret=secret)
        allow_logs(ServerWorld(session, []))

        def play(lane: Lane) -> Run:
            world = images.result() if lane.kind in {"Bundle", "Image"} else ServerWorld(session, [])
            run = Run(lane, server, token, world)
            prepare(lane, world)
            run.play()
            return run

        def prepare(lane: Lane, world: ServerWorld) -> None:
            if lane.kind == "AdConnector":
                world.dns_addresses = domain.result()
            if lane.kind == "DirectoryUser":
                world.enable_data_access(world.directory)
            if lane.kind in {"ClientLdaps", "ConditionalForwarder", "DirectoryLogs", "RadiusMfa", "Trust"}:
                _ = world.directory
            if lane.kind == "DirectoryRegistration":
                _ = world.directory
                role_is_there.result()

        def play_role() -> Run:
            run = play(ROLE)
            ServerWorld(session, []).add_default_role()
            return run

        role_is_there = pool.submit(play_role)
        runs = [future.result() for future in [pool.submit(play, lane) for lane in LANES]]
        runs.append(role_is_there.result())
    problems = [problem for run in runs for problem in run.problems]
    killed = Counter(run.lane.kind for run in runs for _ in run.killed)
    record_property(PROCESSES_KILLED, killed.total())

    assert not problems, "\n".join(problems)
    assert all(killed[kind] >= least for kind, least in LEAST.items()), killed
