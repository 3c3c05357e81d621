"""Why a file is not read: a code here, in words in pages/files/refusals.py."""


class Refused(Exception):
    """A file that is not read; ``detail`` names the place, if there is one."""

    def __init__(self, code, detail=""):
        self.code, self.detail = code, str(detail)
        super().__init__(code)
