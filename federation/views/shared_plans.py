"""Trial prices and questions of a settlement, answered; and what all settled on."""

from django.db import transaction
from rest_framework.response import Response

from federation.models import Exchange, Statement
from federation.permissions import PEER
from federation.problems import Refused
from federation.services.statements import Otherwise, keep_fault, keep_statement
from federation.together.accords import check_accord
from federation.together.asking import read
from federation.together.child import NONE, WentSilent, with_lines
from federation.together.children import Children
from federation.together.counting import parts_of
from federation.together.finish import keep_accord, publish_together
from federation.together.trials import Trials, here_of
from federation.views import shared_described as described
from federation.views.speaking import ServersView, proof_of, said_in
from iteration.models import Round
from iteration.settling_here import SettlingHere
from ledger.canonical import canonical
from proposals.models import Period


class TrialAnswers(ServersView):
    needs = {"POST": PEER}
    refusals = {
        "POST": ("no-trials", "not-in-this-order", "message-malformed", "unavailable")
    }

    @described.ask
    def post(self, request):
        says = request.data
        year = self.year_under(says.get("year", ""))
        if not year.answers_trials and says.get("ask") != "settle":
            raise Refused("no-trials")
        number = says.get("round")
        round = Round.objects.filter(
            period=year.period, number=number if type(number) is int else 0
        ).first()
        if round is None or not _ready(year, round, says.get("ask")):
            raise Refused("not-in-this-order")
        round.period = year.period
        try:
            trials = Trials(year, round, _children(year, round, says.get("ask")))
            settling = says.get("ask") == "settle"
            values = trials.settle(says) if settling else trials.answer(says)
        except Exchange.DoesNotExist as error:
            raise Refused("not-in-this-order") from error
        except NONE as error:
            raise Refused("message-malformed", str(error)[:200]) from error
        except WentSilent as silent:
            raise Refused("unavailable", str(silent), retry_after=1) from silent
        return Response({"values": values, "counted": False})


def _ready(year, round, ask):
    """Trials are of a round that is being counted, the settlement of an agreed one."""
    if ask == "settle":
        return year.period.status == Period.Status.AGREED and round.agreed
    own = year.parts.filter(number=round.number, member=None)
    return round.status == Round.Status.COUNTING and own.exists()


def _children(year, round, ask):
    here = here_of(round)
    if ask == "settle":
        members = year.members.taking_part().select_related("peer")
        asked = [(each, None) for each in members]
    else:
        parts, _missing = parts_of(year, round)
        asked = [
            (part.member, part)
            for part in parts
            if read(part.body).get("answers_trials", False)
        ]
    return Children(round, here.catalogue.goods, here.order, with_lines(asked))


class Plans(ServersView):
    needs = {"POST": PEER}
    refusals = {
        "POST": (
            "message-malformed",
            "not-in-this-order",
            "record-wrong",
            "record-contradicts",
        )
    }

    @described.send_plan
    def post(self, request):
        says = request.data
        year = self.year_under(says.get("year", ""))
        match says.get("kind"):
            case "accord":
                _take_accord(request, year, says)
            case "published":
                _publish(year, says)
            case _:
                raise Refused("message-malformed")
        kept = year.period.plans.in_force().get()
        return Response({"accord": kept.accord})


def _take_accord(request, year, says):
    """Keep an accord the first time; another one later is evidence only."""
    known = year.period.plans.in_force().select_related("round").first()
    number = known.round.number if known else says.get("round")
    round = Round.objects.filter(
        period=year.period, number=number if type(number) is int else 0
    ).first()
    if round is None or not (known or year.period.status == Period.Status.AGREED):
        raise Refused("not-in-this-order")
    round.period = year.period
    accord = {name: says[name] for name in says.keys() - {"kind", "round", "year"}}
    said = {
        "year": year,
        "number": round.number,
        "kind": Statement.Kind.ACCORD,
        "body": said_in(request),
        "proof": proof_of(request),
    }
    try:
        if known is None:
            _keep_first(round, accord, said)
        else:
            keep_statement(**said, fixed=canonical(accord))
    except Otherwise as error:
        raise Refused("record-contradicts", error.first.digest) from error
    except NONE as error:
        keep_fault(**said, why=str(error))
        raise Refused("record-wrong", str(error)[:200]) from error


@transaction.atomic
def _keep_first(round, accord, said):
    here = SettlingHere(round, salted=accord.get("salted") is True)
    check_accord(here, accord)
    keep_statement(**said, fixed=canonical(accord))
    keep_accord(said["year"], here, accord)


def _publish(year, says):
    known = year.period.plans.in_force().first()
    if known is None:
        raise Refused("not-in-this-order")
    if known.accord != says.get("accord"):
        raise Refused("record-contradicts", known.accord)
    if known.status == known.Status.SETTLED:
        publish_together(year)
