"""What AWS says, as plain data and arithmetic: each value with its source, and no CDK.

`errors` has the library's one exception; every `require_*` function raises it with the value given, what is allowed and
the likely fix, and otherwise returns what it was given. The sources are named in the docstrings: "facts" is the
project's fact sheet, the guides are AWS's own.
"""

__all__ = [
    "access",
    "addresses",
    "arguments",
    "bundles",
    "catalog",
    "certificates",
    "connectivity",
    "desktops",
    "domains",
    "durations",
    "errors",
    "iam",
    "identifiers",
    "images",
    "ip_groups",
    "networks",
    "options",
    "ports",
    "radius",
    "regions",
    "sites",
    "tags",
    "volume_keys",
    "web_domains",
]
