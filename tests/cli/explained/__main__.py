from . import file_of, text_of
from .calls import CALLS, LANGUAGES

for name, play in CALLS.items():
    for settings in LANGUAGES:
        file_of(name, settings.language).write_text(text_of(play(), settings), "utf-8")
