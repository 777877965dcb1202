"""Profiles for properties: `ci` is repeatable, `long` looks harder (`make test PROFILE=long`), `quick` less."""

import os

import pytest
from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "ci", max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("quick", max_examples=10, deadline=None, derandomize=True, phases=[Phase.generate])
settings.register_profile("long", max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("PROFILE", "ci"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run properties without tracing coverage, which doubles their time; other tests reach the same lines."""
    for item in items:
        if getattr(getattr(item, "obj", None), "is_hypothesis_test", False) or "the_laws" in item.name:
            item.add_marker(pytest.mark.no_cover)
