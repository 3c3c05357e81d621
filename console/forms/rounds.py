"""What facilitators say when they remind councils, or ask one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from proposals.models import Question


class RemindForm(forms.Form):
    """Why councils are reminded: it stands in the letter and on record."""

    reason = forms.CharField(
        label=_("What do you want to say to them?"),
        help_text=_(
            "One or two sentences. They stand in the letter and, as your reason, in "
            "the public record: no names."
        ),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what you want to say to them.")},
    )


class QuestionForm(forms.Form):
    """A question to one council, as it will be read there."""

    text = forms.CharField(
        label=_("Your question"),
        help_text=_(
            "It stands in the public record as your reason for asking: no figures of "
            "the council and no names. The council sees its own figures."
        ),
        max_length=Question.LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write your question.")},
    )


def problems_of(form):
    """(field, text) of everything that is wrong, for the summary of errors."""
    return [
        (name if name in form.fields else "", text)
        for name, errors in form.errors.items()
        for text in errors
    ]
