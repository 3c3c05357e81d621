"""A list of councils as people keep it, row by row."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from console.guide.tables import (
    Column,
    Understood,
    choice_of,
    lines,
    text_of,
    whole_of,
)
from councils.models import Council
from councils.services import CouncilEntry, short_name

COLUMNS = (
    Column("name", gettext_lazy("Name"), needed=True),
    Column(
        "kind",
        gettext_lazy("Kind"),
        needed=True,
        help=gettext_lazy("worker council, consumer council, commons …"),
    ),
    Column("members", gettext_lazy("Members"), help=gettext_lazy("a whole number")),
    Column(
        "federation",
        gettext_lazy("Federation"),
        help=gettext_lazy("the name of the federation above it"),
    ),
    Column(
        "delegate",
        gettext_lazy("Delegate’s e-mail"),
        help=gettext_lazy("who is invited to answer for it"),
    ),
    Column("name_de", gettext_lazy("Name in German")),
    Column("slug", gettext_lazy("Short name"), help=gettext_lazy("for addresses")),
)
MOST = 2_147_483_647
FEDERATIONS = (Council.Kind.INDUSTRY_FEDERATION, Council.Kind.CONSUMER_FEDERATION)


def understand(rows):
    """The councils a list names; raises ValidationError if it has no headings."""
    return Reading().read(list(lines(rows, COLUMNS)))


class Reading:
    """One reading of a list, beside the councils that are here."""

    def __init__(self):
        known = Council.objects.real()
        self.kinds = dict(known.values_list("slug", "kind"))
        self.taken = set(Council.objects.values_list("slug", flat=True))
        self.by_name = {}
        for slug, name, name_de in known.values_list("slug", "name", "name_de"):
            self.by_name |= {name.casefold(): slug, (name_de or name).casefold(): slug}
        self.seen = {}
        self.understood = Understood()

    def read(self, found):
        slugs = {number: self._slug(number, cells) for number, cells in found}
        for number, cells in found:
            try:
                entry = self._entry(slugs[number], cells)
            except ValidationError as error:
                self.understood.errors.append((number, " ".join(error.messages)))
                continue
            self.understood.entries.append(entry)
            if entry.slug in self.kinds:
                self.understood.known.add(entry.slug)
        return self.understood

    def _slug(self, number, cells):
        """The short name of a row: said, known by its name, or made of it."""
        name, said = text_of(cells["name"]), text_of(cells["slug"])
        slug = said or self.by_name.get(name.casefold())
        if slug is None:
            slug = short_name(name, self.taken)
            self.by_name[name.casefold()] = slug
        self.taken.add(slug)
        self.seen.setdefault(slug, number)
        return (slug, number)

    def _entry(self, place, cells):
        (slug, number), name = place, text_of(cells["name"])
        if not name:
            raise ValidationError(_("The council has no name."))
        if self.seen[slug] != number:
            words = {"name": name, "row": self.seen[slug]}
            raise ValidationError(_("“%(name)s” stands in row %(row)s too.") % words)
        kind = choice_of(cells["kind"], Council.Kind, COLUMNS[1].heading)
        if self.kinds.get(slug, kind) != kind:
            words = {"name": name, "kind": Council.Kind(self.kinds[slug]).label}
            raise ValidationError(_("“%(name)s” is here already as %(kind)s.") % words)
        members = whole_of(cells["members"], COLUMNS[2].heading)
        if members > MOST:
            raise ValidationError(_("So many members no council has."))
        email = text_of(cells["delegate"])
        if email:
            validate_email(email)
        entry = CouncilEntry(
            slug=slug,
            name=name,
            kind=kind,
            members=members,
            name_de=text_of(cells["name_de"]),
            parent=self._parent(cells, slug),
            email=email,
        )
        Council(
            **{n: getattr(entry, n) for n in ("slug", "name", "name_de", "kind")}
        ).clean_fields(exclude=["parent"])
        return entry

    def _parent(self, cells, slug):
        said = text_of(cells["federation"])
        if not said:
            return ""
        parent = self.by_name.get(said.casefold()) or (
            said if said in self.taken else None
        )
        if parent is None:
            raise ValidationError(
                _("There is no federation “%(name)s”.") % {"name": said}
            )
        if parent == slug:
            raise ValidationError(_("A council is not its own federation."))
        return parent
