"""AWS Directory Service, its data plane and Amazon WorkSpaces, added to the emulator.

They behave as the fact sheet says the real ones do: stages take emulated time, deletions leave things behind for a
while, and what the real service refuses is refused.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from local_aws import faults
from local_aws.clock import clock
from local_aws.services import domains, radius, state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

__all__ = ["install", "reset", "settle", "workspaces_rate_limit"]


def install() -> None:
    """Register the three services with ministack, in this process; again does nothing."""
    from ministack import app
    from ministack.core import router

    from local_aws.services import directconnect, ds, ds_data, ram, resolver, ssm, workspaces
    from local_aws.wire import Service

    if "ds" in app.SERVICE_HANDLERS:
        return
    modelled = {
        "directconnect": directconnect.OPERATIONS,
        "ds": ds.OPERATIONS,
        "ds-data": ds_data.OPERATIONS,
        "ram": ram.OPERATIONS,
        "route53resolver": resolver.OPERATIONS,
        "workspaces": workspaces.OPERATIONS,
    }
    for name, operations in modelled.items():
        service = Service(name, operations, _guard(name))
        app.SERVICE_HANDLERS[name] = service.handle_request
        target = service.model.metadata.get("targetPrefix")
        router.SERVICE_PATTERNS[name] = {
            "host_patterns": [rf"^{name}\."],
            **({"target_prefixes": [f"{target}."]} if target else {}),
        }
    app.SERVICE_HANDLERS["ssm"] = ssm.beside_ministack(Service("ssm", ssm.OPERATIONS, _guard("ssm")))


def reset() -> None:
    """Forget all state of the three services, every fault, and the clock's settings."""
    from local_aws.services.workspaces import limiter

    with state.lock:
        state.forget()
        domains.forget()
        radius.forget()
        faults.clear()
        clock.reset()
        limiter.reset()


def settle() -> None:
    """Bring everything up to the emulated present: stages, and the interfaces and groups that go with them."""
    from local_aws.services.ds.connect import look_again

    with state.lock:
        state.settle()
        look_again()


def workspaces_rate_limit(enabled: bool) -> None:
    """Switch the request limit of WorkSpaces on or off (facts §0.11); ``LOCAL_AWS_RATE_LIMIT=1`` starts it on."""
    from local_aws.services.workspaces import limiter

    limiter.enabled = enabled


def _guard(service: str) -> Callable[[str], AbstractContextManager[None]]:
    """Let one call in at a time, to a state that is current."""

    @contextmanager
    def enter(_operation: str) -> Iterator[None]:
        from local_aws.services.workspaces import limiter

        with state.lock:
            settle()
            if service == "workspaces":
                limiter.admit()
            yield
            settle()

    return enter
