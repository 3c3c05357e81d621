"""The life of goods: those that are asked for, that end, and that take their place."""

from django.utils.translation import gettext_lazy as _

TOPICS = {"wanted": _("Goods that are asked for")}
SAYINGS = {
    "good.retired": _("%(goods)s will be in no catalogue from the next year on."),
    "good.merged": _(
        "From the next year on %(goods)s will be planned as one good, %(into)s."
    ),
    "good.split": _("From the next year on %(goods)s will be planned as %(into)s."),
    "good.converted": _(
        "From the next year on %(goods)s will be counted otherwise, as %(into)s."
    ),
    "good.undone": _("That %(goods)s will end was undone; it goes on."),
    "wanted.asked": _("A new good was asked for: %(subject)s."),
    "wanted.pledged": _("A council pledged for a new good: %(subject)s."),
    "wanted.unpledged": _(
        "A council took back its pledge for a new good: %(subject)s."
    ),
    "wanted.accepted": _("The new good %(subject)s was accepted for the next year."),
    "wanted.refused": _("The new good %(subject)s was refused."),
}
