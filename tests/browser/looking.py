"""What is looked for on every page, in the words of the browser."""

from axe_playwright_python.base import AXE_SCRIPT

# By how many pixels a page is wider than its window.
TOO_WIDE = """
    document.documentElement.scrollWidth - document.documentElement.clientWidth
"""
# Without the preload, which would fetch style sheets anew, against the policy.
AXE = {"resultTypes": ["violations"], "preload": False}
# What can differ in the dark: nothing but colours is another.
OF_COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
SCHEMES = {"light": AXE, "dark": AXE | OF_COLOURS}
FOUND = """
    async (options) => {
        const found = await axe.run(document, options);
        const html = (node) => node.html.slice(0, 120);
        return found.violations.map((each) => [each.id, each.nodes.map(html)]);
    }
"""
# Buttons less than 44 pixels high that can be seen.
SMALL = """
    [...document.querySelectorAll("button, [role=button], input[type=text], select")]
        .filter((each) => each.offsetParent && each.offsetHeight < 44)
        .map((each) => each.outerHTML.slice(0, 80))
"""
FONT_SIZE = "getComputedStyle(document.documentElement).fontSize"
# Words that stand outside the window or are cut off, but for what may be scrolled and
# what is meant for ears alone.
LOST = """
    () => {
        const wide = document.documentElement.clientWidth;
        const apart = (each) => {
            for (let at = each; at; at = at.parentElement) {
                const style = getComputedStyle(at);
                if (at.matches(".wide-table, .skip") || style.clipPath !== "none") {
                    return true;
                }
            }
            return false;
        };
        const cut = (each, box) => {
            const style = getComputedStyle(each);
            const hides = style.overflowX === "hidden" || style.overflowX === "clip";
            return hides && each.scrollWidth > each.clientWidth + 1 && box.width > 1;
        };
        const lost = [];
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
        while (walker.nextNode()) {
            const node = walker.currentNode, each = node.parentElement;
            if (!node.textContent.trim() || !each.checkVisibility()) continue;
            const range = document.createRange();
            range.selectNodeContents(node);
            const box = range.getBoundingClientRect();
            const outside = box.left < -1 || box.right > wide + 1;
            if ((outside || cut(each, box)) && !apart(each)) {
                lost.push(node.textContent.trim().slice(0, 60));
            }
        }
        return lost;
    }
"""


def violations(page):
    """What axe finds on a page, in light and in dark: (scheme, rule, elements)."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = []
    for scheme, options in SCHEMES.items():
        page.emulate_media(color_scheme=scheme)
        found += [(scheme, *each) for each in page.evaluate(FOUND, options)]
    return found
