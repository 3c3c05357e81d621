"""Talking to somebody at a terminal, as plainly as it can show."""

import os
import sys


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
