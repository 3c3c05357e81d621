"""The life of councils: that they join, leave, end, and come back."""

from django.utils.translation import gettext_lazy as _

SAYINGS = {
    "council.joined": _("%(council)s joined."),
    "council.left": _("%(councils)s left at once and is in no later count."),
    "council.retired": _("%(councils)s ends with the year and is in no later one."),
    "council.merged": _(
        "From the next year on %(into)s goes on in place of %(councils)s."
    ),
    "council.split": _(
        "From the next year on %(into)s go on in place of %(councils)s."
    ),
    "council.returned": _("%(councils)s, which had left, takes part again."),
    "council.undone": _("That %(councils)s would end was undone."),
}
