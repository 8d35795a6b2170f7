"""A fleet: desktops in step with a roster of people."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, ValidationInfo, field_validator, model_validator

from workspaces_constructs.deployment.values import PersonaName
from workspaces_constructs.facts.errors import ConfigurationError

from .base import Section
from .desktops import DesktopKind

__all__ = ["Fleet", "FleetRoster", "Leavers", "Variant"]


class FleetRoster(Section):
    """Who should have a desktop: exactly one of file, object and groups."""

    file: str | None = Field(
        default=None, description="A CSV or YAML file; a path is relative to this file. A deployment applies it."
    )
    bucket: str | None = Field(default=None, description="The bucket of a CSV file, which each run reads.")
    key: str | None = Field(default=None, description="The key of that file, which ends in .csv.")
    groups: dict[str, PersonaName] = Field(
        default={}, description="Personas by the names of groups of the Managed AD, whose members each run reads."
    )

    @field_validator("file")
    @classmethod
    def _beside(cls, name: str | None, info: ValidationInfo) -> str | None:
        if name is None:
            return None
        path = Path((info.context or {}).get("folder", ""), name)
        if not path.is_file():
            raise ConfigurationError(
                "roster", value=name, allowed="a file that exists", fix="check the path, which begins at this file"
            )
        return str(path)

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = [name for name in ("file", "bucket", "groups") if getattr(self, name)]
        if len(given) != 1 or bool(self.bucket) != bool(self.key):
            raise ConfigurationError(
                "roster",
                value=" and ".join(given) or "nothing",
                allowed="file; or bucket and key; or groups",
                fix="give exactly one of them",
            )
        return self


class Leavers(Section):
    """What happens to the desktops of people who are on the roster no more."""

    action: Literal["keep", "stop", "terminate"] = Field(
        default="keep", description="keep: they are reported. stop: they are stopped. terminate: with all their data."
    )
    grace_days: float = Field(
        default=30, ge=0, le=365, description="With terminate, for how many days a user must be missing."
    )
    share: float = Field(
        default=0.05, gt=0, le=1, description="Of the fleet, the most that one run stops or terminates."
    )


class Variant(DesktopKind):
    """Other desktops for people of a persona, in its subnets, directory and registration."""

    name: PersonaName = Field(description="What rows of the roster call it; a name that no persona has.")
    of: PersonaName = Field(description="The persona.")
    tags: dict[str, str] = Field(default={}, description="Tags beside the persona's and the deployment's.")


class Fleet(Section):
    """Desktops in step with a roster; its rows name personas or their variants."""

    roster: FleetRoster = Field(description="Who should have a desktop.")
    variants: tuple[Variant, ...] = Field(
        default=(), description="Further kinds of desktops for people of a persona. Default: none."
    )
    leavers: Leavers = Field(default=Leavers(), description="What happens to the desktops of those who leave.")
    keep_running_modes: bool = Field(
        default=False,
        description="Whether running modes of desktops that exist are never changed, because the Cost Optimizer or "
        "users choose them; new ones start as AUTO_STOP.",
    )
    hours: int = Field(default=6, ge=1, le=168, description="How many hours after the last one a run starts by itself.")
    most_shrunk: float = Field(
        default=0.2, gt=0, le=1, description="A roster that loses more than this share of its rows stops the run."
    )
    dry_run: bool = Field(default=False, description="Whether runs only write their plan.")
    calls_per_second: float = Field(
        default=2, gt=0, le=20, description="How many calls a run makes; an account has 2 a second in a region."
    )
