"""What commands ask of the running application: whatever only the one writer may do.

Decides nothing: each part says itself why it will not.
"""

from collections.abc import AsyncGenerator, Callable
from datetime import datetime
from typing import Any

from .clerk import Clerk
from .core.answers import overrides_json, sync_json
from .core.commands import SwitchMode
from .core.overrides import Wish
from .core.trial_order import TrialWish
from .core.words import Mode
from .notices import Notices
from .office import Office
from .overrides import Overrides
from .switchboard import Switchboard
from .trials import Trials


class Orders:
    def __init__(
        self,
        office: Office,
        board: Switchboard,
        clerk: Clerk,
        overrides: Overrides,
        notices: Notices,
        trials: Trials,
        clock: Callable[[], datetime],
    ) -> None:
        self.office = office
        self.board = board
        self.clerk = clerk
        self.overrides = overrides
        self.notices = notices
        self.trials = trials
        self.clock = clock

    async def switch(self, departments: tuple[str, ...], mode: Mode, by: str) -> None:
        """For the very next call.  Raises NotKept."""
        command = SwitchMode(departments, mode, by, toggled=False)
        await self.office.switch(command, self.clock())

    async def drain(self) -> int:
        """How many calls go on; the application ends when the last of them is over."""
        self.board.drain()
        return len(self.board.live)

    async def sync(self, accept: bool) -> Any:
        return sync_json(await self.clerk.pull(accept), self.office.settings.language)

    async def override(self, wish: Wish, by: str) -> Any:
        """Raises NotKept, Unacceptable."""
        kept = await self.overrides.carry_out(wish, by)
        self.clerk.on_changed()
        return overrides_json(kept, self.office.settings)

    def watch(self) -> AsyncGenerator[Any, None]:
        return self.notices.follow()

    def test_call(self, wish: TrialWish, by: str) -> AsyncGenerator[Any, None]:
        """Raises Untriable."""
        return self.trials.make(wish, by)
