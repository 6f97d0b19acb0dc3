"""How many nights the properties look at; and what every test begins with."""

import signal

import pytest
from hypothesis import Phase, settings

# Whoever starts the tests in the background may ignore it, and our programs would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Derandomized: the same nights for everybody.  Without `explain`, for which Hypothesis traces each
# line that runs.  `faults` does not look for the shortest one.
PHASES = tuple(each for each in Phase if each is not Phase.explain)
settings.register_profile("plain", deadline=None, phases=PHASES)
settings.register_profile(
    "nights", settings.get_profile("plain"), max_examples=200, derandomize=True
)
settings.register_profile("quick", settings.get_profile("nights"), max_examples=40)
settings.register_profile("thorough", settings.get_profile("plain"), max_examples=10_000)
settings.register_profile("faults", settings.get_profile("nights"), phases=[Phase.generate])
settings.load_profile("nights")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What may take long begins first: at the end nobody waits for it."""
    items.sort(key=longest, reverse=True)


def longest(item: pytest.Item) -> float:
    """Seconds that it asks for beyond what every test has."""
    marker = item.get_closest_marker("timeout")
    return float(marker.args[0]) if marker else 0.0
