"""One person's screen, and what is looked at on it after every action."""

ONE_BY_ONE, AT_THE_ENDS = "after every action", "at the end of each step"


class Window:
    """One person's screen: what they do on it, and what is looked at afterwards."""

    def __init__(self, visitor, hands, looks):
        self.visitor, self.page, self.looks = visitor, visitor.page, looks
        self.hands = hands(visitor.page)

    def go(self, where):
        assert self.visitor.go(where).status == 200, where
        self.look()

    def press(self, what, leads_to=None):
        """Press something; where it leads to no other page, wait for it, then look."""
        self.hands.press(what)
        if leads_to:
            self.page.wait_for_url(leads_to)
            self.look()

    def write(self, where, text):
        self.hands.write(where, text)

    def choose(self, name, value):
        self.hands.choose(name, value)

    def look(self, *, whole=False):
        """Is it wide enough, can it be read; ``whole``: by everybody, in any light?"""
        if self.visitor.scripts and (whole or self.looks == ONE_BY_ONE):
            self.visitor.check()
        else:
            self.visitor.check_width()
        self.visitor.check_nothing_lost()
