"""Years planned with other servers: shared, joined, and who is invited."""

from django import forms
from django.utils.translation import gettext_lazy as _

from federation.models import Peer
from pages.asking import ReasonForm
from proposals.models import Period


class ShareForm(ReasonForm):
    """A year in preparation that is to be planned with other servers."""

    year = forms.ModelChoiceField(
        label=_("Year"),
        queryset=Period.objects.none(),
        to_field_name="code",
        empty_label=None,
        help_text=_("Only years in preparation stand here."),
    )
    field_order = ["year", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        prepared = Period.objects.real().filter(status=Period.Status.DRAFT)
        self.fields["year"].queryset = prepared.filter(together=False)


class InviteForm(ReasonForm):
    """A server whose key people here have compared."""

    server = forms.ModelChoiceField(
        label=_("Server"), queryset=Peer.objects.none(), empty_label=None
    )
    field_order = ["server", "reason"]

    def __init__(self, *args, servers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["server"].queryset = servers


class FindForm(forms.Form):
    """Which year of which server."""

    server = forms.ModelChoiceField(
        label=_("Server"),
        queryset=Peer.objects.none(),
        empty_label=None,
        help_text=_("The one that has invited this server."),
    )
    code = forms.SlugField(
        label=_("Code of the year"),
        max_length=40,
        help_text=_("As people there call it in its address, for example 2027."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = Peer.objects.filter(state=Peer.State.KNOWN)
        self.fields["server"].queryset = known


class JoinForm(ReasonForm):
    """Whether trial prices are answered, and why this server joins."""

    trials = forms.ChoiceField(
        label=_("Trial prices"),
        choices=[
            ("yes", _("are answered, with sums over all councils here: fewer rounds")),
            ("no", _("are not answered: the round’s own totals must do")),
        ],
        widget=forms.RadioSelect,
        help_text=_(
            "Between two rounds the root asks how the councils of each server would "
            "probably answer other prices. Nothing of it is counted."
        ),
    )
    field_order = ["trials", "reason"]
