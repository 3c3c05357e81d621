"""The kinds of councils and the categories of goods, as concepts."""

from django.utils.translation import gettext_lazy as _

from councils.models import Council
from federation.linked.own.term import CONCEPT, Term
from proposals.models import Good

RIGHTS = _("A quantity of it is the right to emit as much, granted by those concerned.")


def category_name(value):
    """The concept of a category of goods."""
    return f"category-{value}"


def kind_name(value):
    """The concept of a kind of council.

    >>> kind_name("industry_federation")
    'kind-industry-federation'
    """
    return f"kind-{value.replace('_', '-')}"


def _meaning(value, label):
    return RIGHTS if value == Good.Category.POLLUTANT else label


TERMS = [
    *(
        Term(
            category_name(value), CONCEPT, label, _meaning(value, label), "GoodCategory"
        )
        for value, label in Good.Category.choices
    ),
    *(
        Term(kind_name(value), CONCEPT, label, label, "CouncilKind")
        for value, label in Council.Kind.choices
    ),
]
