"""The form in which a person chooses letters, and what the next one would say."""

from django import forms
from django.utils.translation import gettext_lazy as _

from councils.models import Cadence, Council, Notice
from councils.notices.composing import grouped, items, reading
from councils.notices.occasions import OCCASIONS
from councils.notices.wishes import wishes_of_one
from pages.fields import PercentField

CADENCES = {
    Cadence.IMMEDIATELY: _("at once"),
    Cadence.DAILY: _("once a day"),
    Cadence.WEEKLY: _("once a week"),
    Cadence.NEVER: _("never"),
}
REMINDERS = {
    "week_before": _("7 days before"),
    "day_before": _("24 hours before"),
    "hours_before": _("2 hours before"),
}
WEEKDAYS = [
    _("Monday"),
    _("Tuesday"),
    _("Wednesday"),
    _("Thursday"),
    _("Friday"),
    _("Saturday"),
    _("Sunday"),
]
PREFIX = "occasion-"
MOST = 1000  # Percent.


class LettersForm(forms.Form):
    """Everything a person chooses of letters."""

    muted = forms.BooleanField(
        label=_("Mute: no letters at all, whatever is chosen below"), required=False
    )
    reminders = forms.MultipleChoiceField(
        label=_("When a round closes soon and your council has not answered"),
        help_text=_("Several are possible. None comes once somebody has answered."),
        choices=list(REMINDERS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    threshold = PercentField(
        MOST,
        label=_("Prices that moved against your council are worth a letter from"),
        help_text=_(
            "By so much what it requests less what it offers must have become dearer, "
            "compared with the larger of the two."
        ),
    )
    hour = forms.TypedChoiceField(label=_("Collected letters come at"), coerce=int)
    weekday = forms.TypedChoiceField(
        label=_("Those of a week come on"),
        coerce=int,
        choices=list(enumerate(WEEKDAYS)),
    )
    councils = forms.MultipleChoiceField(
        label=_("Councils to mute"),
        help_text=_("No letters about these, whatever is chosen above."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args, person, **kwargs):
        self.person = person
        self.wishes = wishes_of_one(person)
        self.own = list(Council.objects.of(person))
        super().__init__(*args, initial=self._now(), **kwargs)
        hours = [(hour, f"{hour:02}:00") for hour in range(24)]
        self.fields["hour"].choices = hours
        self.fields["hour"].help_text = _("In your time zone: %(zone)s.") % {
            "zone": self.wishes.zone.key
        }
        self.fields["councils"].choices = [
            (str(council.pk), council) for council in self.own
        ]
        for name, occasion in OCCASIONS.items():
            self.fields[PREFIX + name] = forms.ChoiceField(
                label=occasion.title,
                help_text=occasion.help,
                choices=[(each, CADENCES[each]) for each in occasion.cadences],
                widget=forms.RadioSelect,
            )

    def _now(self):
        settings = self.wishes.settings
        return {
            "muted": settings.muted_at is not None,
            "reminders": [name for name in REMINDERS if getattr(settings, name)],
            "threshold": settings.threshold,
            "hour": settings.hour,
            "weekday": settings.weekday,
            "councils": [str(key) for key in self.wishes.muted],
            **{PREFIX + name: self.wishes.cadence(name) for name in OCCASIONS},
        }

    @property
    def occasions(self):
        """The fields of what can happen, in their order."""
        return [self[PREFIX + name] for name in OCCASIONS]

    @property
    def choices(self):
        """The arguments of the service."""
        data = self.cleaned_data
        return {
            "cadences": {name: data[PREFIX + name] for name in OCCASIONS},
            **{name: name in data["reminders"] for name in REMINDERS},
            **{each: data[each] for each in ("muted", "threshold", "hour", "weekday")},
        }

    @property
    def muted_councils(self):
        chosen = set(self.cleaned_data["councils"])
        return [council for council in self.own if str(council.pk) in chosen]

    @property
    def problems(self):
        """What is wrong, for the summary: the field's name and a sentence."""
        return [
            (name, f"{self.fields[name].label}. {' '.join(errors)}")
            for name, errors in self.errors.items()
        ]


def next_letter(person, at):
    """What the next collected letter would say, and when it comes; None without one."""
    wishes = wishes_of_one(person)
    waiting = Notice.objects.waiting().filter(person=person)
    waiting = waiting.select_related("person", "council").order_by("due_at")
    kept = [
        each for each in waiting if wishes.collects(each) and not wishes.refuses(each)
    ]
    if not kept:
        return None
    due = max(kept[0].due_at, at)
    mine = [each for each in kept if each.due_at <= due]
    with reading(person):
        found = items(person, mine, at)
    return {"due": due, "groups": grouped(found)} if found else None
