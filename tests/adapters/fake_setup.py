"""What an Asterisk is set up with: modules, prompts, endpoints, dialplan; to be broken by hand."""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from stasis_app.core.words import Sound

PLACE = re.compile(r"DIALPLAN_EXISTS\((.+)\)")
HINT = re.compile(r"HINT\((.+)@(.+)\)")
CONTEXT = re.compile(r"PJSIP_ENDPOINT\((.+),context\)")
BRANCHES = {"from-internal": ("from-internal-custom", "from-internal-additional")}


@dataclass
class FakeSetup:
    """With everything that the shipped example files need."""

    no_modules: set[str] = field(default_factory=set)
    records: bool = True  # it has a folder for that
    sounds: set[str] = field(default_factory=lambda: {str(each) for each in Sound})
    registered: set[str] = field(default_factory=lambda: {"duty"})
    endpoints: dict[str, str] = field(
        default_factory=lambda: {"trunk": "online", "101": "online", "102": "online"}
    )
    contexts: dict[str, str] = field(
        default_factory=lambda: {"101": "from-internal", "102": "from-internal"}
    )
    hints: dict[str, str] = field(
        default_factory=lambda: {
            "*5501": "Stasis:otdel1",
            "*5502": "Stasis:otdel2",
            "*5500": "Stasis:all",
        }
    )
    dialplan: dict[str, set[str]] = field(  # by context
        default_factory=lambda: {
            "from-internal-custom": {"*5500", "*5501", "*5502", "7711"},
            "from-pstn": {"7770001", "7770002"},
            "ext-queues": {"9999"},
        }
    )
    clock_is_ahead: timedelta = timedelta(0)
    zone: str = "+0300"
    tells_sounds: bool = True

    def value(self, expression: str) -> str | None:
        """None: there is no such thing."""
        if place := PLACE.fullmatch(expression):
            return "1" if self._exists(*place[1].split(",")) else "0"
        if hint := HINT.fullmatch(expression):
            return self.hints.get(hint[1])
        if endpoint := CONTEXT.fullmatch(expression):
            return self.contexts.get(endpoint[1], "from-pstn")
        now = datetime.now(UTC) + self.clock_is_ahead
        known = {"STRFTIME(,UTC,%s)": str(int(now.timestamp())), "STRFTIME(,,%z)": self.zone}
        return known.get(expression)

    def _exists(self, context: str, extension: str | None = None, priority: str = "1") -> bool:
        branches = (context, *BRANCHES.get(context, ()))
        if extension is None:
            return any(each in self.dialplan for each in branches)
        return priority == "1" and any(
            extension in self.dialplan.get(each, ()) for each in branches
        )

    def all_sounds(self) -> list[dict[str, Any]]:
        forms = [{"language": "ru", "format": "slin"}, {"language": "en", "format": "slin"}]
        ours = [{"id": f"stasis-app/{each}", "formats": forms} for each in sorted(self.sounds)]
        return [{"id": "beep", "formats": forms[1:]}, *ours]

    def all_endpoints(self) -> list[dict[str, Any]]:
        return [
            {"technology": "PJSIP", "resource": name, "state": state, "channel_ids": []}
            for name, state in self.endpoints.items()
        ]
