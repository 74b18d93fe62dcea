"""What holds for every test."""

from __future__ import annotations

import os

from hypothesis import settings

# The same examples each time, so that a red test is about the change; `make prove` looks for new ones.
settings.register_profile("same", derandomize=True)
settings.register_profile("wild")
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))
