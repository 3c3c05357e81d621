"""Pages of the administration on which looking is itself on record."""

from councils.services import looked


class Watched:
    """A list or a row that shows what is not public of councils: a mixin.

    ``looks_at`` is one of THINGS. The members of a council see on its page who looked.
    """

    looks_at = ""
    # Whether the list itself shows something that is not public.
    watches_list = True

    def looked_council(self, row):
        """The council a row is about; None where nothing in it is kept from others."""
        return row.council

    def looked_which(self, row):
        """The short name of what was looked at; it names nobody."""
        return ""

    def changelist_view(self, request, extra_context=None):
        answer = super().changelist_view(request, extra_context)
        # Not where the list only led elsewhere.
        if self.watches_list and answer.status_code == 200:
            looked(actor=request.user, council=None, what=self.looks_at)
        return answer

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        council = self.looked_council(obj) if obj is not None else None
        if council is not None:
            looked(
                actor=request.user,
                council=council,
                what=self.looks_at,
                which=self.looked_which(obj),
            )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    def history_view(self, request, object_id, extra_context=None):
        """What was done to a row here; that it is there is a look at it, too."""
        row = self.get_object(request, object_id)
        answer = super().history_view(request, object_id, extra_context)
        council = self.looked_council(row) if row is not None else None
        if council is not None and answer.status_code == 200:
            looked(actor=request.user, council=council, what=self.looks_at)
        return answer
