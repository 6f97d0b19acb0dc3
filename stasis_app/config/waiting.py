"""The keys of what callers hear, which config.yaml and the departments' files both have."""

from typing import Annotated, Literal

from . import fields as f
from .shapes import Model, by_shape, key, mapping, word

Hears = Literal["ringing", "moh", "announce"]


class Waiting(Model):
    """What a caller hears until he talks."""

    hear: Hears = key(
        default="ringing",
        description="ringing; moh: music on hold; announce: music, and every so often an "
        "announcement",
    )
    music: f.MusicClass | None = key(
        default=None, description="moh, announce: a class of musiconhold.conf; default: Asterisk's"
    )
    announcement: f.SoundName | None = key(
        default=None,
        description="announce: the company's own recording, its name among Asterisk's sounds; "
        "default: a request to wait",
    )
    every: f.SomeSeconds = key(
        default="30s", description="how long the music plays between two announcements"
    )
    greeting: f.SoundName | None = key(
        default=None,
        description="a recording that is played first, while the phones ring already: "
        "custom/welcome; default: none",
    )
    answer: f.Flag = key(
        default="false",
        description="true: the caller is answered at once, and pays from then on; needed where "
        "the provider carries nothing but ringing before the answer, or ends calls that are not "
        "answered in a minute or two",
    )
    nobody: f.SoundOrFlag = key(
        default="false",
        description="what a caller is told whose call nobody takes, before it ends: true: that "
        "nobody can answer, or a recording: custom/nobody",
    )
    position: f.Flag = key(
        default="false",
        description="true: the caller is told at which place of the department's queue he is, at "
        "first and, unless he hears ringing, after every `every` of the music",
    )


WAITING = (
    "what callers hear until they talk: ringing, moh (music on hold) or announce (music and "
    "announcements), or a mapping with more; none of it answers the call"
)
WaitingKey = Annotated[Annotated[f.HearsWord, word] | Annotated[Waiting, mapping()], by_shape()]


def spelt_out(written: "str | Waiting") -> Waiting:
    return written if isinstance(written, Waiting) else Waiting.model_validate({"hear": written})
