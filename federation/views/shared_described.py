"""What the description says of each message between servers."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiExample, OpenApiRequest, extend_schema

from federation.serializers.shared_plans import AccordOut, PlanIn, TrialIn, TrialOut
from federation.serializers.shared_rounds import (
    AnnouncedOut,
    AnnouncementIn,
    PartKeptOut,
    PartSlotOut,
    RecordKeptOut,
    SharedPart,
    SharedRecord,
)
from federation.serializers.shared_years import (
    HeadOut,
    JoinedOut,
    JoiningIn,
    SharedYearOut,
)
from federation.together import examples

TAG = "together"


def _described(operation_id, summary, description, answer, message=None, *said):
    """``said`` are examples of the message, each with words that sum it up."""
    shown = [
        OpenApiExample(f"{operation_id}-{place}", value, summary=words)
        for place, (words, value) in enumerate(said, start=1)
    ]
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        description=description,
        request=OpenApiRequest(message, examples=shown) if message else None,
        responses=answer,
        tags=[TAG],
    )


read_year = _described(
    "readSharedYear",
    _("The year, as its members plan it"),
    _("From a member, invited or joined: rules, goods, first prices and floors."),
    SharedYearOut,
)
join = _described(
    "joinSharedYear",
    _("Take part in a year"),
    _(
        "From a server that was invited, before the first round opens. Joining again"
        " changes whether it answers trial prices."
    ),
    JoinedOut,
    JoiningIn,
    (_("Take part, and answer trial prices."), examples.JOINING),
)
read_head = _described(
    "readSharedHead",
    _("How far the year is here"),
    _("From the server above or a member. Heads of one round are the same everywhere."),
    HeadOut,
)
announce = _described(
    "announceRound",
    _("Announce a round"),
    _(
        "From the server above. The same round may be announced again with another"
        " cutoff, not with other prices."
    ),
    AnnouncedOut,
    AnnouncementIn,
    (_("The first round, at the prices of the year."), examples.ANNOUNCEMENT),
)
send_part = _described(
    "sendPart",
    _("Send what was counted for a round"),
    _(
        "From a member, after its own cutoff: what its councils, and the servers below"
        " it, have requested and offered. Written in the one way of documents."
    ),
    PartKeptOut,
    SharedPart,
    (_("Two councils, and no server below."), examples.SENT_PART),
)
ask = _described(
    "askServer",
    _("Ask about trial prices, or for a settlement"),
    _(
        "From the server above, once it has the part, or once the year has agreed. No"
        " question changes anything, and no answer is counted."
    ),
    TrialOut,
    TrialIn,
    (_("How would councils answer these prices?"), examples.ANSWERS),
    (_("How does that change?"), examples.TURNED),
    (_("Of the settlement: what is dealt in?"), examples.REMAINING),
)
send_record = _described(
    "sendRecord",
    _("Send the document of a counted round"),
    _(
        "From the server above. It is recomputed as far as can be, published as it is,"
        " and sent down."
    ),
    RecordKeptOut,
    SharedRecord,
    (_("The first round, which agreed."), examples.RECORD),
)
send_plan = _described(
    "sendPlan",
    _("Send what all settled on, and that it is published"),
    _(
        "From the server above, twice: first the accord, from which each server finds"
        " what its councils are assigned; then that the plan is published."
    ),
    AccordOut,
    PlanIn,
    (_("The accord."), examples.SENT_ACCORD),
    (_("The plan is published."), examples.PUBLISHED),
)
read_part = _described(
    "readSentPart",
    _("What the server above has of a round's part"),
    _("From a member: which revision it took last; the ETag is its number."),
    PartSlotOut,
)
read_part_above = _described(
    "readPartAbove",
    _("A part in which the member's own is"),
    _(
        "From a member, once the round is published: 0 is the part of this server, 1"
        " that of the one above it. Whoever follows them finds its own in the document."
    ),
    SharedPart,
)
