"""A sentence in Russian and in English, with places for facts."""

from typing import NamedTuple


class Sentence(NamedTuple):
    ru: str
    en: str

    def say(self, language: str, /, **facts: object) -> str:
        """In `ru` or, for any other language, in English."""
        return (self.ru if language == "ru" else self.en).format(**facts)
