"""What is counted of calls and connections."""

from hypothesis import given
from hypothesis import strategies as some

from stasis_app.core.figures import Histogram

BOUNDS = (0.5, 1.0, 5.0)


@given(some.lists(some.floats(-10, 100)))
def test_a_bucket_counts_all_that_took_no_longer(noted: list[float]) -> None:
    histogram = Histogram(BOUNDS)
    for seconds in noted:
        histogram.note(seconds)
    spread = histogram.spread
    assert spread.buckets == tuple(
        (bound, sum(seconds <= bound for seconds in noted)) for bound in BOUNDS
    )
    assert spread.count == len(noted)
    assert spread.sum == sum(max(0.0, seconds) for seconds in noted)
