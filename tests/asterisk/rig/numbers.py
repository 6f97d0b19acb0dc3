"""Numbers that no other test uses, as etc/extensions.conf knows them."""

import itertools
from collections import deque
from dataclasses import dataclass, field

from .configuration import DEPARTMENTS, PHONES


@dataclass(frozen=True)
class Department:
    """Its code switches it and shows its mode (a lamp); `who` is the code that tells who is on
    duty; `inside` rings them."""

    number: int

    @property
    def name(self) -> str:
        return f"otdel{self.number}"

    @property
    def did(self) -> str:
        return f"777{self.number:04}"

    @property
    def code(self) -> str:
        return f"*55{self.number:02}"

    @property
    def who(self) -> str:
        return f"*56{self.number:02}"

    @property
    def inside(self) -> str:
        return f"77{self.number:02}"


class Pool:
    """All numbers of one Asterisk. What is given back is given out again last."""

    def __init__(self) -> None:
        self.departments = deque(Department(number) for number in DEPARTMENTS)
        self.open_phones = deque(str(number) for number in PHONES if number < 180)
        self.outside = itertools.count(1)


@dataclass
class Numbers:
    """Those of one test."""

    pool: Pool
    _departments: list[Department] = field(default_factory=list)
    _phones: list[str] = field(default_factory=list)

    def department(self) -> Department:
        self._departments.append(self.pool.departments.popleft())
        return self._departments[-1]

    def phone(self) -> str:
        """An extension whose phone registers without a password."""
        self._phones.append(self.pool.open_phones.popleft())
        return self._phones[-1]

    def mobile(self) -> str:
        return f"+7999123{next(self.pool.outside):04}"

    def customer(self) -> str:
        return f"+7495200{next(self.pool.outside):04}"

    def give_back(self) -> None:
        self.pool.departments.extend(self._departments)
        self.pool.open_phones.extend(self._phones)
