"""What Valueflows has no word for: our own terms, and where they are.

They stand in a namespace of this service at ``/ns/plan#``. The same terms of another
server are the same terms: both are ``skos:exactMatch`` to one name that belongs to
nobody's address.
"""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from federation.linked.own import goods, kinds, plans, things, years

VERSION = "1"
# Drawn once; a name for the vocabulary wherever it is published.
EVERYWHERE = "urn:uuid:5b1d3c5e-4b0c-4d52-9f0e-7c1f6a0f2b1d"
GROUPS = (
    (_("Things"), things.TERMS),
    (_("Of years and rounds"), years.TERMS),
    (_("Of plans"), plans.TERMS),
    (_("Of goods and quantities"), goods.TERMS),
    (_("Kinds"), kinds.TERMS),
)
TERMS = [term for _title, terms in GROUPS for term in terms]


def namespace():
    """Where our terms are, with the sign before their names."""
    return f"{settings.BASE_URL}/ns/plan#"
