"""Events as no Asterisk should send them: unknown, maimed, in any order; none stops the adapter."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as some

from stasis_app.adapters.ari.channels import Channels
from stasis_app.adapters.ari.news import Happened, Held, News, Unwanted
from stasis_app.adapters.ari.playbacks import Playbacks
from stasis_app.adapters.ari.snapshot import Malformed
from stasis_app.adapters.ari.translate import Translator
from stasis_app.core.entry import Arrival

TYPES = (
    *("StasisStart", "StasisEnd", "ChannelDestroyed", "ChannelStateChange", "Dial"),
    *("ChannelDtmfReceived", "ChannelHangupRequest", "PlaybackFinished", "ChannelEnteredBridge"),
    *("ApplicationReplaced", "ChannelVarset", "NeverHeardOf"),
)
HOSTILE = ("a\r\nb", "\x00", "\x1b[2J", "${SHELL(x)}", "../..", "'\"<>", "9" * 400, "\u202e")
ids = some.sampled_from(("c1", "c1.1", "c1.2", "c2", "c1~c1", "", "c1.-1", "c1.x", *HOSTILE))
names = some.sampled_from(
    ("PJSIP/trunk-00000001", "PJSIP/101-00000002", "Local/101@in-0001;1", "Local/101@in-0001;2", "")
)
texts = some.text(max_size=20) | some.sampled_from(HOSTILE)
junk = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | texts,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
channels = some.fixed_dictionaries(
    {
        "id": ids,
        "name": names | texts,
        "state": some.sampled_from(("Down", "Ring", "Ringing", "Up")) | texts,
        "caller": some.fixed_dictionaries({"number": texts, "name": texts}),
        "dialplan": some.fixed_dictionaries({"context": texts, "exten": texts}),
    }
)
events = some.fixed_dictionaries(
    {"type": some.sampled_from(TYPES)},
    optional={
        "channel": channels,
        "peer": channels,
        "replace_channel": channels,
        "args": some.lists(some.sampled_from(("inbound", "7770001", "leg")) | texts, max_size=3),
        "dialstatus": some.sampled_from(
            ("RINGING", "PROGRESS", "BUSY", "CONGESTION", "ANSWER", "")
        ),
        "digit": texts,
        "cause": some.integers(-1, 200),
        "tech_cause": some.integers(-1, 700),
        "playback": some.fixed_dictionaries({"id": ids, "state": texts}),
        "bridge": some.fixed_dictionaries({"id": ids}),
    },
)


@some.composite
def maimed(draw: some.DrawFn) -> dict[str, Any]:
    """Whole, or with something missing or put in the place of something else."""
    event: dict[str, Any] = draw(events)
    for _ in range(draw(some.integers(0, 2))):
        place = event
        while True:
            key = draw(some.sampled_from(sorted(place)))
            inner = place[key]
            if not (isinstance(inner, dict) and inner and draw(some.booleans())):
                break
            place = inner
        if draw(some.booleans()):
            place[key] = draw(junk)
        elif len(place) > 1:
            del place[key]
    return event


@given(some.lists(maimed(), max_size=12))
def test_any_event_is_understood_or_refused_in_words(sent: list[dict[str, Any]]) -> None:
    known = Channels()
    translator = Translator(known, Playbacks())
    heard: list[News] = []
    for event in sent:
        try:
            heard += translator.news(event)
        except Malformed as refused:
            assert len(str(refused)) < 300
    arrived = {each.call for each in heard if isinstance(each, Arrival)}
    assert all(isinstance(each, Arrival | Happened | Unwanted | Held) for each in heard)
    assert {each.call for each in heard if isinstance(each, Happened)} <= arrived


@given(junk)
def test_what_is_no_event_at_all_is_refused(sent: Any) -> None:
    translator = Translator(Channels(), Playbacks())
    if not isinstance(sent, dict):
        sent = {"type": sent}
    try:
        assert translator.news(sent) == []
    except Malformed as refused:
        assert str(refused)
