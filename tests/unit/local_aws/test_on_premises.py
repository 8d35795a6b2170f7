"""What is outside AWS when a scenario is demonstrated."""

from __future__ import annotations

from typing import Any

from local_aws.on_premises import surround


class Told:
    """In place of a server: what it is told."""

    def __init__(self) -> None:
        self.bodies: dict[str, dict[str, Any]] = {}

    def control(self, _method: str, route: str, **body: object) -> None:
        self.bodies[route] = body


def told(scenario: str) -> dict[str, dict[str, Any]]:
    server = Told()
    surround(server, scenario)  # type: ignore[arg-type]  # the one method that is used
    return server.bodies


def test_a_fleet_has_many_people_who_can_sign_in_and_a_service_account() -> None:
    bodies = told("fleet")
    users = bodies["on-premises"]["users"]
    assert {f"p{number:03}" for number in range(1, 101)} < set(users)
    assert all(users.values())
    secret = bodies["secrets"]
    assert secret["arn"].endswith(":secret:workspaces/fleet/service-account-AbCdEf")
    assert secret["value"]["password"] == users["svc-workspaces"]


def test_other_scenarios_have_a_few() -> None:
    assert set(told("ad-connector")["on-premises"]["users"]) == {"Administrator", "svc-workspaces", "alice", "bob"}
