"""Everything that is kept of a person, found by walking the relations to Person.

No floor names its tables here: whatever has a foreign key to a person is in the export
by itself. A model may keep columns back in ``withheld``, {column: reason}.
"""

from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.db import models

from councils.models import Person

# Relations that are left out, each with its reason.
EXCLUDED = {
    "councils.Person_groups.person": "named with the account, as groups",
    "councils.Person_user_permissions.person": "named with the account",
}
# Columns that are left out wherever they are, each with its reason.
WITHHELD = {
    "id": "the database's own number",
    "password": "a digest that helps nobody but an attacker",
    "digest": "a digest of a secret",
    "token_digest": "a digest of a secret",
    "session_key": "whoever has it is logged in",
    "data": "the secrets of a second step",
    "secret": "a secret",
    "token": "a secret of another service",
    "token_secret": "a secret of another service",
}
# Foreign keys that say whose row it is; others say who has acted on it.
WHOSE = {"person", "user", "author"}
# Columns too long to read, and a council's rather than a person's.
BULKY = (models.JSONField, ArrayField, models.BinaryField)


@dataclass(frozen=True)
class Relation:
    """A foreign key to Person, and what of its rows belongs to the person."""

    model: type[models.Model]
    field: models.ForeignKey

    def __str__(self):
        return f"{self.model._meta.label}.{self.field.name}"

    @property
    def columns(self):
        """What is told of a row.

        Of a row that is about somebody else, only when and for which council.
        """
        fields = [
            field for field in self.model._meta.concrete_fields if self._told(field)
        ]
        if not self._is_about_somebody_else:
            return fields
        kept = models.DateTimeField | models.DateField
        return [
            field
            for field in fields
            if isinstance(field, kept) or field.name in ("council", "period")
        ]

    @property
    def _is_about_somebody_else(self):
        others = {
            field.name
            for field in self.model._meta.concrete_fields
            if field.related_model is Person
        }
        return self.field.name not in WHOSE and bool(others & WHOSE)

    def _told(self, field):
        withheld = WITHHELD | getattr(self.model, "withheld", {})
        return (
            field.name not in withheld
            and field.related_model is not Person
            and not isinstance(field, BULKY)
        )

    def rows(self, person):
        followed = [each.name for each in self.columns if each.is_relation]
        found = self.model._base_manager.filter(**{self.field.name: person})
        return found.select_related(*followed).order_by("-pk").iterator(2000)


def relations():
    """Every foreign key to Person, also those without a way back."""
    found = [
        Relation(each.related_model, each.field)
        for each in Person._meta.get_fields(include_hidden=True)
        if each.auto_created and (each.one_to_many or each.one_to_one)
    ]
    kept = [each for each in found if str(each) not in EXCLUDED]
    return sorted(kept, key=str)


def account_of(person):
    """The person's own row, as {column: value}."""
    hidden = WITHHELD.keys() - {"data"}
    fields = [each for each in Person._meta.concrete_fields if each.name not in hidden]
    said = {each.name: getattr(person, each.name) for each in fields}
    return said | {"groups": [group.name for group in person.groups.all()]}


def sections(person, *, most=None):
    """Each table with rows of the person, as (relation, rows as {column: value}).

    ``most`` limits the rows of a table, the newest first.
    """
    for relation in relations():
        rows = []
        for row in relation.rows(person):
            if most is not None and len(rows) == most:
                break
            rows.append({each.name: _said(row, each) for each in relation.columns})
        if rows:
            yield relation, rows


def _said(row, field):
    value = getattr(row, field.name)
    return str(value) if field.is_relation and value is not None else value
