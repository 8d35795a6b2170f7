"""Collecting every mistake of a settings file, each with its path in the file."""

from __future__ import annotations

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, get_args

from pydantic import BaseModel

from workspaces_constructs.facts.errors import ConfigurationError
from workspaces_constructs.facts.options import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic_core import ErrorDetails

__all__ = ["Mistakes", "SettingsError", "looks_secret"]

_SECRET = re.compile(r"(?:^|[_-])(?:password|passwd|passphrase|pwd|secret|credentials?|api_?key|private_?key|token)s?$")

_KINDS = {
    "bool": ("true or false", "write one of the two, without quotes"),
    "dict": ("a section of keys and values", "write its keys below it, or leave it out"),
    "float": ("a number", "write a number such as 0.2"),
    "int": ("a whole number", "write a number such as 100"),
    "missing": ("two", "name two"),
    "model": ("a section of keys and values", "write its keys below it, or leave it out"),
    "string": ("text", "put it in quotes"),
    "too": ("two", "name two"),
    "tuple": ("a list", "write it in brackets, or one below the other after hyphens"),
}
"""What is allowed and how to put it right, by the first word of pydantic's type of error."""


class SettingsError(ConfigurationError):
    """A settings file with mistakes.

    Args:
        path: The file.
        mistakes: One message for each, with its path in the file.
    """

    def __init__(self, path: str, mistakes: Sequence[str]) -> None:
        super().__init__(f"settings file {path}")
        self.mistakes = tuple(mistakes)

    def __str__(self) -> str:
        count = f"{len(self.mistakes)} mistake" + ("s" if len(self.mistakes) > 1 else "")
        return "\n".join([f"{self.what}: {count}", *(f"  {mistake}" for mistake in self.mistakes)])


def looks_secret(key: str) -> bool:
    """Whether a key's name says that a secret stands there: ``password``, ``adminPassword``, ``api_key``, ..."""
    return bool(_SECRET.search(re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", key).lower()))


class Mistakes:
    """The mistakes found so far, in order.

    Attributes:
        messages: One for each mistake.
    """

    def __init__(self) -> None:
        self.messages: list[str] = []

    def add(self, path: Sequence[int | str], text: str) -> None:
        """Add a mistake at a path in the file."""
        where = "".join(f"[{part}]" if isinstance(part, int) else f".{_key(part)}" for part in path).lstrip(".")
        message = f"{where}: {text}" if where else text
        if message not in self.messages:
            self.messages.append(message)

    def refuse(self, path: Sequence[int | str], *, value: object = None, allowed: str = "", fix: str = "") -> None:
        """Add a value that is not allowed at a path in the file."""
        self.add(path, str(ConfigurationError(str(path[-1]), value=value, allowed=allowed, fix=fix)))

    @contextmanager
    def at(self, *path: int | str) -> Iterator[None]:
        """Turn a ConfigurationError into a mistake at a path in the file."""
        try:
            yield
        except ConfigurationError as error:
            self.add(path, str(error))

    def add_from_pydantic(self, model: type[BaseModel], error: ErrorDetails) -> None:
        """Add what pydantic found, in this library's words."""
        path = error["loc"]
        kind, context = error["type"], error.get("ctx", {})
        cause = context.get("error")
        if isinstance(cause, ConfigurationError):
            text = str(cause)
        elif kind == "extra_forbidden":
            text = _unknown_key(str(path[-1]), _model_at(model, path[:-1]).model_fields)
        elif kind == "missing":
            text = "it is missing; fix: add it"
        elif any(isinstance(part, str) and "secret" in part and "key_arn" not in part for part in path):
            text = "allowed: the ARN of a secret in AWS Secrets Manager; fix: pass the secret's ARN"
        else:
            text = f"got {_shown(error['input'])}; {_allowed(kind, context, error['msg'])}"
        self.add(path, text)


def _key(text: str) -> str:
    return text if text.isprintable() and text else repr(text)


def _unknown_key(key: str, fields: Mapping[str, object]) -> str:
    if looks_secret(key):
        return (
            "a secret does not belong in a settings file; fix: store it in AWS Secrets Manager and pass the secret's "
            "ARN, as directory.admin_secret_arn for the administrator's password"
        )
    fix = did_you_mean(key, fields)
    return f"unknown key; allowed: {', '.join(fields) or 'none'}; fix: {fix}"


def _model_at(model: type[BaseModel], path: Sequence[int | str]) -> type[BaseModel]:
    """Return the model of the section at a path."""
    for part in path:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation) or model
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - a type, a generic alias or a union
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def _shown(value: object) -> str:
    if isinstance(value, str):
        return repr(value)
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else _container(value)


def _container(value: object) -> str:
    if isinstance(value, dict):
        return "a section"
    return f"a list of {len(value)}" if isinstance(value, list | tuple) else str(value)


def _allowed(kind: str, context: Mapping[str, Any], message: str) -> str:
    if kind == "literal_error":
        names = re.findall(r"'([^']*)'", context["expected"]) or re.findall(r"\d+", context["expected"])
        return f"allowed: {', '.join(names)}; fix: use {names[0]}"
    if kind in {"greater_than_equal", "less_than_equal"}:
        limit = context.get("ge", context.get("le"))
        return f"allowed: {limit} or {'more' if 'ge' in context else 'less'}; fix: use {limit}"
    allowed, fix = _KINDS.get(kind.partition("_")[0], (message[:1].lower() + message[1:], "correct it"))
    return f"allowed: {allowed}; fix: {fix}"
