"""What decisions are made of, as it stands now: the settings, the modes, who is on duty.

Keeps a copy of what the database has, so that no call ever waits for it.  Decides nothing itself.
"""

from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Protocol

from .core.commands import DutyCommand, SwitchMode
from .core.mode import ModeSetting, chosen, holds_until, mode_now
from .core.plan import Chosen
from .core.roster import OnDuty
from .core.settings import Department, Settings
from .core.staff import Employee
from .core.taking_over import Standing
from .core.toggle import JustToggled
from .core.words import Mode

WRONG_PINS = 9  # … within this time, and the codes ask for none any more
PIN_MEMORY = timedelta(minutes=10)


class ModeBook(Protocol):
    async def switch(self, command: SwitchMode, at: datetime) -> None:
        """All departments or none.  Raises core.keeping.NotKept."""


class DutyBook(Protocol):
    def standing(self, department: Department, number: str | None, at: datetime) -> Standing:
        """How the duty stands, for whoever asks by phone."""

    async def change(self, command: DutyCommand) -> None:
        """Raises core.overrides.Unacceptable, core.keeping.NotKept; then nothing has changed."""


class Office:
    def __init__(
        self,
        settings: Settings,
        modes: Mapping[str, ModeSetting],
        book: ModeBook,
        on_duty: Callable[[Department, datetime], OnDuty | None],
        duty: DutyBook,
        employee: Callable[[Department, str], Employee | None] = lambda department, number: None,
    ) -> None:
        self.settings = settings
        self.modes: dict[str, ModeSetting] = {}
        self.toggles: dict[str, JustToggled] = {}  # the last flip of each, by a code
        self.book = book
        self.on_duty = on_duty
        self.employee = employee  # whose number it is
        self.duty = duty
        self.on_switched: Callable[[], None] = lambda: None
        self.on_duty_changed: Callable[[], None] = lambda: None
        self.wrong_pins: deque[datetime] = deque(maxlen=WRONG_PINS)
        self.remember(modes)

    def remember(self, modes: Mapping[str, ModeSetting]) -> None:
        """As they were kept."""
        for name, setting in modes.items():
            self._note(name, setting)

    def mode(self, department: Department, at: datetime) -> Mode:
        """What a call meets."""
        return mode_now(department, *self._switched(department, at))

    def chosen(self, department: Department, at: datetime) -> Chosen:
        """Why a call meets that."""
        return chosen(department, *self._switched(department, at))

    def _switched(
        self, department: Department, at: datetime
    ) -> tuple[ModeSetting | None, datetime]:
        """One that came while somebody switched meets the new mode."""
        setting = self.modes.get(department.name)
        if setting is not None and setting.since is not None:
            at = max(at, setting.since)
        return setting, at

    def next_change(self, at: datetime) -> datetime | None:
        """When some department's mode may change by itself."""
        changes = (
            holds_until(each, self.modes.get(each.name), at) for each in self.settings.departments
        )
        return min((change for change in changes if change), default=None)

    async def switch(self, command: SwitchMode, at: datetime) -> None:
        await self.book.switch(command, at)
        for name in command.departments:
            self._note(name, ModeSetting(name, command.mode, at, command.by, command.toggled))
        self.on_switched()

    async def change_duty(self, command: DutyCommand) -> None:
        """Raises Unacceptable, NotKept."""
        await self.duty.change(command)
        self.on_duty_changed()

    def _note(self, name: str, setting: ModeSetting) -> None:
        self.modes[name] = setting
        if setting.toggled and setting.since is not None:
            self.toggles[name] = JustToggled(setting.by or "", setting.since)

    def last_toggle(self, departments: tuple[str, ...]) -> JustToggled | None:
        """The last flip of any of them; what commands have set since does not count."""
        found = [self.toggles[name] for name in departments if name in self.toggles]
        return max(found, key=lambda each: each.at, default=None)

    def note_wrong_pins(self, count: int, at: datetime) -> None:
        self.wrong_pins.extend([at] * count)

    def pins_locked(self, at: datetime) -> bool:
        return len(self.wrong_pins) == WRONG_PINS and at - self.wrong_pins[0] < PIN_MEMORY

    def lamps(self, at: datetime) -> dict[str, bool]:
        """By name; lit in duty mode.  `all`: when every department is in duty mode.

        One of a department that is no more would stay lit for ever: Asterisk keeps it.
        """
        lit = {each.name: self.mode(each, at) is Mode.DUTY for each in self.settings.departments}
        gone = dict.fromkeys(self.modes.keys() - lit.keys(), False)
        return {**gone, **lit, "all": all(lit.values())}
