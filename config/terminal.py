"""Talking to somebody at a terminal: in their language, as plainly as it can show."""

import os
import sys

from django.conf import settings


def language(environment=os.environ):
    """Of the languages there are, the one the terminal is set to."""
    ours = dict(settings.LANGUAGES)
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        # LANGUAGE may list several; the others say de_AT.UTF-8.
        for wish in filter(None, environment.get(name, "").split(":")):
            code = wish[:2].lower()
            return code if code in ours else settings.LANGUAGE_CODE
    return settings.LANGUAGE_CODE


class Screen:
    """Lines that stay, and below them one that is drawn again and again.

    Into a file or a pipe only the lines that stay are written. NO_COLOR leaves out
    colour; a terminal called dumb gets no redrawing either.
    """

    def __init__(self, stream=None, environment=os.environ):
        self.stream = stream or sys.stdout
        self.redraws = self.stream.isatty() and environment.get("TERM") != "dumb"
        self.colours = self.redraws and not environment.get("NO_COLOR")
        self.passing = ""

    def say(self, text=""):
        self._wipe()
        self.stream.write(f"{text}\n")
        self.stream.flush()

    def show(self, text):
        """Replace the passing line, where lines can be replaced."""
        if self.redraws and text != self.passing:
            self._wipe()
            self.stream.write(text)
            self.stream.flush()
            self.passing = text

    def bold(self, text):
        return f"\x1b[1m{text}\x1b[0m" if self.colours else text

    def _wipe(self):
        if self.passing:
            self.stream.write("\r\x1b[K")
            self.passing = ""
