"""How many nights the properties look at; and what every test begins with."""

import signal

from hypothesis import Phase, settings

# Whoever starts the tests in the background may ignore it, and our programs would inherit that.
signal.signal(signal.SIGINT, signal.default_int_handler)

# Derandomized: the same nights for everybody.  `faults` does not look for the shortest one.
settings.register_profile("nights", max_examples=200, deadline=None, derandomize=True)
settings.register_profile("quick", settings.get_profile("nights"), max_examples=40)
settings.register_profile("thorough", max_examples=10_000, deadline=None)
settings.register_profile("faults", settings.get_profile("nights"), phases=[Phase.generate])
settings.load_profile("nights")
