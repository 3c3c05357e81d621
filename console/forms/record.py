"""Which records somebody wants to read."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from console.actors import SERVICE, officers
from console.saying import TOPICS, kinds_of, kinds_saying, topic_name
from councils.models import Council
from ledger.models import Record
from proposals.models import Period

EVERYBODY = [("", _("everybody"))]
WHO = [
    *EVERYBODY,
    ("service", _("the service, by rule")),
    ("offices", _("people with an office")),
    ("members", _("members of councils")),
]


class RecordForm(forms.Form):
    """The filters of the record. Nothing chosen, everything is found."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=200,
        help_text=_("Words of what happened or of its reason, or somebody’s id."),
    )
    topic = forms.ChoiceField(label=_("About"), required=False)
    year = forms.ChoiceField(label=_("Planning year"), required=False)
    council = forms.CharField(
        label=_("Council"),
        required=False,
        max_length=200,
        help_text=_("Its name or short name."),
    )
    who = forms.ChoiceField(label=_("By whom"), required=False, choices=WHO)
    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = forms.DateField(
        label=_("To"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        topics = sorted((topic_name(topic), topic) for topic in TOPICS)
        self.fields["topic"].choices = [
            ("", _("everything")),
            *((topic, name) for name, topic in topics),
        ]
        self.fields["year"].choices = [
            ("", _("all years")),
            *((each.code, str(each)) for each in Period.objects.all()),
        ]

    def clean_council(self):
        """The council with this short name or this very name."""
        text = self.cleaned_data["council"].strip().replace("\x00", "")
        if not text:
            return None
        for field in ("slug__iexact", "name__iexact", "name_de__iexact"):
            if found := Council.objects.filter(**{field: text}).first():
                return found
        raise forms.ValidationError(
            _("There is no council called “%(name)s”."),
            code="unknown",
            params={"name": text},
        )

    def clean(self):
        """Refuse an end before the beginning."""
        said = super().clean()
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            text = _("The last day lies before the first.")
            self.add_error("until", forms.ValidationError(text, code="order"))
        return said

    def records(self):
        """What was asked for, the newest first."""
        asked, found = self.cleaned_data, Record.objects.newest_first()
        if asked["topic"]:
            found = found.filter(kind__in=kinds_of(asked["topic"]))
        if asked["year"]:
            found = found.about_first(asked["year"])
        if asked["council"]:
            found = found.about_last(asked["council"].slug)
        if asked["since"]:
            found = found.filter(at__gte=_beginning(asked["since"]))
        if asked["until"]:
            found = found.filter(at__lt=_beginning(asked["until"] + timedelta(days=1)))
        found = _by(found, asked["who"])
        return _saying(found, asked["q"])

    @property
    def chosen(self):
        """Whether anything was asked for at all."""
        return any(self.cleaned_data.values())


def _by(records, who):
    if who == "service":
        return records.filter(actor=SERVICE)
    if who == "offices":
        return records.filter(actor__in=officers())
    if who == "members":
        return records.exclude(actor__in={SERVICE, *officers()})
    return records


def _saying(records, text):
    return records.with_words(text, kinds_saying(text.split())) if text else records


def _beginning(day):
    """The first moment of a day where the reader is."""
    return timezone.make_aware(datetime.combine(day, time.min))
