"""Profiles for properties: `ci` is repeatable, `long` looks harder (`make test PROFILE=long`), `quick` less."""

import os

from hypothesis import HealthCheck, Phase, settings

settings.register_profile(
    "ci", max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile("quick", max_examples=10, deadline=None, derandomize=True, phases=[Phase.generate])
settings.register_profile("long", max_examples=5_000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile(os.environ.get("PROFILE", "ci"))
