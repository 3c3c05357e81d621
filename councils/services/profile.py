from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from councils.models import Person


@transaction.atomic
def change_profile(
    *,
    person: Person,
    first_name: str,
    last_name: str,
    language: str,
    time_zone: str,
) -> Person:
    """Let a person say how they are called, in which language and time they read.

    Nothing of it is recorded: it concerns nobody but the person.

    Raises ValidationError, naming the field, for what cannot be kept.
    """
    person.first_name, person.last_name = first_name.strip(), last_name.strip()
    person.language, person.time_zone = language, time_zone
    if person.forgotten_at is not None:
        raise ValidationError(_("This account is deleted."), code="forgotten")
    fields = ["first_name", "last_name", "language", "time_zone"]
    person.clean_fields(exclude={each.name for each in Person._meta.fields} - {*fields})
    person.save(update_fields=fields)
    return person


def remember_language(*, person: Person, language: str) -> bool:
    """Keep the language a person reads and gets letters in; say whether it is new."""
    changed = Person.objects.filter(pk=person.pk, forgotten_at=None)
    return bool(changed.exclude(language=language).update(language=language))
