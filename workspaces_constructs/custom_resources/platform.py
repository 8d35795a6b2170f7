"""On what the library's functions run."""

from __future__ import annotations

from functools import cache

from aws_cdk import aws_lambda as lambda_

__all__ = ["lambda_architecture", "lambda_runtime"]


@cache
def lambda_runtime() -> lambda_.Runtime:
    """The newest Python of AWS Lambda."""
    return lambda_.Runtime.PYTHON_3_14


@cache
def lambda_architecture() -> lambda_.Architecture:
    """AWS Graviton."""
    return lambda_.Architecture.ARM_64
