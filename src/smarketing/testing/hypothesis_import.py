"""Hypothesis, which everything here is made with; MissingExtraError where it is not installed."""

from smarketing.errors import needs_extra

with needs_extra("smarketing.testing", "testing"):
    import hypothesis

__all__ = ["hypothesis"]
