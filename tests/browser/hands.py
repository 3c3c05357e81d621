"""How somebody does things on a page: with a pointer, or with the keys alone."""

from playwright.sync_api import expect

FAR = 120  # So many stops of the Tab key are too many for anybody.
IS_HERE = "s => Boolean(document.activeElement?.matches(s))"


class Pointer:
    """Press, write and choose as with a mouse or a thumb."""

    def __init__(self, page):
        self.page = page

    def press(self, what):
        self.page.click(what)

    def write(self, where, text):
        self.page.fill(where, text)

    def choose(self, name, value):
        self.page.check(f"[name={name}][value='{value}']")


class Keys:
    """The same by Tab, Enter, the arrows and letters; nothing is ever clicked."""

    def __init__(self, page):
        self.page = page

    def press(self, what):
        expect(self.page.locator(what).first).to_be_visible()
        self._reach(what)
        self.page.keyboard.press("Enter")

    def write(self, where, text):
        self._reach(where)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def choose(self, name, value):
        self._reach(f"[name={name}]")
        self.page.keyboard.press("Space")
        for _each in range(9):
            if self._is_at(f"[name={name}][value='{value}']"):
                expect(self.page.locator(":focus")).to_be_checked()
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"the arrows do not reach {name} {value}")

    def _is_at(self, where):
        return self.page.evaluate(IS_HERE, where)

    def _reach(self, where):
        for _each in range(FAR):
            if self._is_at(where):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{self.page.url}: the keys do not reach {where}")
