"""For every test: the clock decides nothing."""

from hypothesis import settings

settings.register_profile("dsar", deadline=None)  # machines are shared; speed is measured in tests/bench
settings.load_profile("dsar")
