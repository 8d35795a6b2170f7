"""The tables that know their answers without looking at everything give the same answers as looking would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from hypothesis import given, settings
from hypothesis import strategies as st
from ministack.core.responses import request_scope

from local_aws.ec2.addresses import Interfaces, Key, usable
from local_aws.services.workspaces.desktops import Desktops

if TYPE_CHECKING:
    from local_aws.services.workspaces.model import Desktop

SUBNET = "172.20.0.0/28"


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["take", "give", "replace"]), st.integers(0, 30)), max_size=40))
def test_the_lowest_free_address_of_a_subnet(steps: list[tuple[str, int]]) -> None:
    table, free = Interfaces(), usable(SUBNET)
    held: dict[Key, int] = {}
    with request_scope("000000000000", "us-east-1"):
        for number, (step, choice) in enumerate(steps):
            lowest = table.of("subnet").lowest_free(free)
            assert lowest == min(set(free) - set(held.values()), default=None)
            assert table.of("subnet").numbers == set(held.values())
            key: Key = ("000000000000", "us-east-1", f"eni-{number}")
            if step == "take" and lowest is not None:
                held[key] = lowest
                table[key] = {"SubnetId": "subnet", "PrivateIpAddress": _text(lowest)}
            elif held:
                key = list(held)[choice % len(held)]
                if step == "replace":
                    table[key] = dict(table[key])
                elif choice % 2:
                    del table[key], held[key]
                else:
                    assert table.pop(key, None)
                    del held[key]
        table.clear()
        assert table.of("subnet").lowest_free(free) == free.start


def _text(number: int) -> str:
    return ".".join(str(each) for each in number.to_bytes(4))


@dataclass(frozen=True)
class Somebodys:
    """As much of a desktop as the table looks at."""

    directory_id: str
    user: str


@settings(max_examples=40)
@given(
    st.lists(
        st.tuples(st.sampled_from(["d-1", "d-2"]), st.sampled_from(["ann", "Ann", "bob"]), st.booleans()), max_size=20
    )
)
def test_desktops_of_a_directory_and_of_a_user(steps: list[tuple[str, str, bool]]) -> None:
    table = Desktops()
    for number, (directory, user, delete) in enumerate(steps):
        table[f"ws-{number}"] = cast("Desktop", Somebodys(directory, user))
        if delete:
            del table[next(iter(table))]
    for directory in ("d-1", "d-2"):
        here = [each for each in table.values() if each.directory_id == directory]
        assert table.of(directory) == here
        assert table.of(directory, "ANN") == [each for each in here if each.user.lower() == "ann"]
