"""Texts that a spreadsheet program would take for formulas, made harmless."""

STARTS = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"
# Signs that no file of a spreadsheet has a place for.
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def neutral(text):
    """A text no program computes: one that begins like a formula gets a guard before.

    >>> neutral("=1+1"), neutral("rye")
    ("'=1+1", 'rye')
    """
    text = text.translate(CONTROLS)
    return GUARD + text if _guarded(text) else text


def plain(text):
    """The text that was made harmless, as it was.

    >>> plain("'=1+1"), plain("'s bread")
    ('=1+1', "'s bread")
    """
    return text[1:] if text.startswith(GUARD) and _guarded(text) else text


def _guarded(text):
    """Whether it begins like a formula, or is one with guards already before it."""
    return text.lstrip(GUARD).startswith(STARTS)
