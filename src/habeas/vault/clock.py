"""This device's clock, as entries and statements quote it: a claim, not a proof."""

import datetime as dt


def now() -> str:
    """UTC, RFC 3339, whole seconds."""
    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
