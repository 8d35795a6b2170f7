"""How an EC2 action is written here: a function of the request's parameters that returns XML or raises."""

# ruff: noqa: SLF001 - ministack has no public hooks; a canary test pins what is used

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from ministack.services import ec2

Params = dict[str, list[str]]
Response = tuple[int, dict[str, str], bytes]
Action = Callable[[Params], Response]

actions: dict[str, Action] = {}


class Ec2Error(Exception):
    """An error EC2 answers with."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


def action(name: str) -> Callable[[Callable[[Params], str]], Callable[[Params], str]]:
    """Let a function that returns the inner XML answer for an EC2 action."""

    def register(function: Callable[[Params], str]) -> Callable[[Params], str]:
        @wraps(function)
        def answer(params: Params) -> Response:
            try:
                response: Response = ec2._xml(200, f"{name}Response", function(params))
            except Ec2Error as error:
                response = ec2._error(error.code, str(error), 400)
            return response

        actions[name] = answer
        return function

    return register


def before(name: str) -> Callable[[Callable[[Params], None]], Callable[[Params], None]]:
    """Let a function refuse a request that ministack would grant."""

    def register(check: Callable[[Params], None]) -> Callable[[Params], None]:
        granted = actions.get(name) or ec2._ACTION_MAP[name]

        @wraps(check)
        def answer(params: Params) -> Response:
            try:
                check(params)
            except Ec2Error as error:
                refused: Response = ec2._error(error.code, str(error), 400)
                return refused
            response: Response = granted(params)
            return response

        actions[name] = answer
        return check

    return register


def text(params: Params, name: str) -> str:
    """One parameter, or an empty string."""
    value: str = ec2._p(params, name)
    return value


def members(params: Params, prefix: str) -> list[str]:
    """The parameters ``prefix.1``, ``prefix.2``, ..."""
    values: list[str] = ec2._parse_member_list(params, prefix)
    return values


def dependency_violation(what: str) -> Ec2Error:
    """The error for what others still use."""
    return Ec2Error("DependencyViolation", what)
