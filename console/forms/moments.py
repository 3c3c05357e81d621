"""A day and a time as somebody's own clock shows them, some hours once, twice or never.

A time that their clocks skip is refused; one that they show twice is asked back.
"""

from datetime import UTC, datetime, timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ledger import clock

LONGEST = timedelta(days=366)
FIRST, SECOND = "first", "second"


class MomentInput(forms.DateTimeInput):
    """The browser's own, which needs no script; with it, which of two is meant."""

    def __init__(self):
        super().__init__(attrs={"type": "datetime-local"})

    def value_from_datadict(self, data, files, name):
        text = super().value_from_datadict(data, files, name)
        return text, data.get(f"{name}-which")

    def value_omitted_from_data(self, data, files, name):
        return name not in data


class MomentField(forms.Field):
    """A moment to come within a year, typed in ``zone``."""

    widget = MomentInput
    default_error_messages = {
        "invalid": _("Give a day and a time, for instance 2027-05-31 18:00."),
        "past": _("This has passed already."),
        "far": _("This is more than a year away."),
        "skipped": _(
            "There is no %(time)s on this day: clocks go forward over it. Choose an "
            "earlier or a later time."
        ),
        "twice": _(
            "Clocks show %(time)s twice on this day, before and after they go back. "
            "Choose which one is meant."
        ),
    }

    def __init__(self, *, zone, **options):
        self.zone = zone
        super().__init__(**options)

    def clean(self, value):
        text, which = value or (None, None)
        if not (text or "").strip():
            if self.required:
                raise self._error("required")
            return None
        moment = self._read(text.strip(), which)
        now = clock.now()
        if moment <= now:
            raise self._error("past")
        if moment > now + LONGEST:
            raise self._error("far")
        return moment

    def _read(self, text, which):
        try:
            wall = datetime.fromisoformat(text)
        except ValueError:
            raise self._error("invalid") from None
        if wall.tzinfo or not 1900 < wall.year < 9999:
            raise self._error("invalid")
        first, second = (
            wall.replace(tzinfo=self.zone, fold=fold).astimezone(UTC) for fold in (0, 1)
        )
        shown = {"time": f"{wall:%H:%M}"}
        if first == second:
            return first
        if first.astimezone(self.zone).replace(tzinfo=None) != wall:
            raise self._error("skipped", shown)
        if which not in (FIRST, SECOND):
            readings = [
                (name, _reading(moment, self.zone))
                for name, moment in ((FIRST, first), (SECOND, second))
            ]
            raise self._error("twice", shown | {"readings": readings})
        return first if which == FIRST else second

    def _error(self, code, params=None):
        return ValidationError(self.error_messages[code], code=code, params=params)

    def prepare_value(self, value):
        """As the browser wants it: of a moment, the local day and time."""
        if isinstance(value, tuple):
            return value[0]
        if isinstance(value, datetime):
            return f"{value.astimezone(self.zone):%Y-%m-%dT%H:%M}"
        return value

    def has_changed(self, initial, data):
        return True


def _reading(moment, zone):
    """``02:30 CEST (00:30 UTC)``."""
    local = moment.astimezone(zone)
    return f"{local:%H:%M} {local.tzname()} ({moment:%H:%M} UTC)"
