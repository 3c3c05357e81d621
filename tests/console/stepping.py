"""Taking steps in tests as people do: look, fill it in, press the button."""

import re

from django.urls import reverse

SEEN = re.compile(r'name="seen" value="([^"]*)"')
WHY = "The assembly of councils decided so."


def where(period, name):
    return reverse("console:step", args=[period.code, name])


def look(client, period, name):
    """The step's page as somebody sees it first; what it carries comes back."""
    page = client.get(where(period, name))
    return page, seen_on(page)


def seen_on(page):
    found = SEEN.search(page.content.decode())
    return found and found[1]


def press(client, period, name, seen=None, **asked):
    """Confirm a step after a preview of what is asked; the answer."""
    if seen is None:
        _page, seen = look(client, period, name)
        if asked:
            told = client.post(
                where(period, name),
                {"reason": WHY, "seen": seen or "", "look": "1"} | asked,
            )
            seen = seen_on(told)
    data = {"reason": WHY, "seen": seen or ""} | asked
    return client.post(where(period, name), data)


def take(client, period, name, **asked):
    """The same where it must succeed; what is said then."""
    answer = press(client, period, name, **asked)
    assert answer.status_code == 302, answer.content.decode()
    page = client.get(answer.url)
    assert page.status_code == 200
    return [str(message) for message in page.context["messages"]]
