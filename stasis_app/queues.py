"""Who waits for which department, in the order in which they came.

Keeps the books only: what a call makes of its place decides the call.
"""

from .core.events import QueueMoved
from .core.words import CallId

Told = tuple[CallId, QueueMoved]


class Queues:
    def __init__(self) -> None:
        self._waiting: dict[str, list[CallId]] = {}  # by department; nobody's are missing

    def enter(self, call: CallId, department: str) -> int:
        """Behind all others.  Returns how many those are."""
        queue = self._waiting.setdefault(department, [])
        queue.append(call)
        return len(queue) - 1

    def ahead(self, call: CallId) -> int | None:
        """How many wait before it; None: it does not wait."""
        queues = (queue for queue in self._waiting.values() if call in queue)
        return next((queue.index(call) for queue in queues), None)

    def leave(self, call: CallId) -> list[Told]:
        """It waits no more.  Returns who is to be told what."""
        for department, queue in self._waiting.items():
            if call in queue:
                place = queue.index(call)
                queue.remove(call)
                if not queue:
                    del self._waiting[department]
                return [(each, QueueMoved(n)) for n, each in enumerate(queue) if n >= place]
        return []
