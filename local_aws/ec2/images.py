"""The public images that hosts are launched from, by the public parameters that name them.

``/aws/service/ami-windows-latest/...`` and ``/aws/service/ami-amazon-linux-latest/...`` (Systems Manager guide,
"Calling AMI public parameters"). The ids are this project's; which images there are is a part of AWS's list.
"""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

import hashlib
from typing import Final

from ministack.services import ec2, ssm

from local_aws.ec2.wire import Ec2Error

_WINDOWS: Final = "/aws/service/ami-windows-latest"
_LINUX: Final = "/aws/service/ami-amazon-linux-latest"
_PUBLIC: Final = (
    *(
        f"{_WINDOWS}/Windows_Server-{year}-English-{kind}"
        for year in (2016, 2019, 2022, 2025)
        for kind in ("Full-Base", "Core-Base")
    ),
    *(
        f"{_LINUX}/al2023-ami-{kind}-{architecture}"
        for kind in ("kernel-default", "kernel-6.1", "kernel-6.12", "minimal-kernel-default", "minimal-kernel-6.1")
        for architecture in ("x86_64", "arm64")
    ),
)
_RESOLVE: Final = "resolve:ssm:"


def install() -> None:
    """Make the images and their parameters known."""
    for parameter in _PUBLIC:
        name = parameter.rpartition("/")[2]
        image = ssm._PUBLIC_AMI_PARAMETERS.setdefault(parameter, _identifier(name))
        if image not in {known[0] for known in ec2._STUB_AMIS}:
            windows = parameter.startswith(_WINDOWS)
            device, owner = ("/dev/sda1", "801119661308") if windows else ("/dev/xvda", "137112412989")
            ec2._STUB_AMIS.append((image, name, name, "windows" if windows else "", device, owner, "amazon"))


def _identifier(name: str) -> str:
    return "ami-" + hashlib.sha256(name.encode()).hexdigest()[:17]


def resolve(image: str) -> str:
    """The id of the image that a launch names; ``resolve:ssm:`` and a parameter's name is read at every launch."""
    if image.startswith(_RESOLVE):
        parameter = image.removeprefix(_RESOLVE)
        found = ssm.resolve_parameter_value(parameter)
        if found is None:
            raise Ec2Error("InvalidParameterValue", f"The parameter {parameter} does not exist.")
        image = str(found)
    if image not in {known[0] for known in ec2._STUB_AMIS} and image not in ec2._images:
        raise Ec2Error("InvalidAMIID.NotFound", f"The image id '[{image}]' does not exist")
    return image


def platform(image: str) -> str:
    """``windows``, or nothing."""
    return next((str(known[3]) for known in ec2._STUB_AMIS if known[0] == image), "")


def root_device(image: str) -> str:
    """The name of the image's root device."""
    return next((str(known[4]) for known in ec2._STUB_AMIS if known[0] == image), "/dev/xvda")
