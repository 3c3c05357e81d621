from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from councils.models import Membership
from desk.entitlement_forms import CreditForm, NeedForm, problems_of
from desk.views.entitlement import for_entitled
from pages.access import for_people
from pages.asking import ReasonForm
from proposals.models import Credit, EntitlementRule, Need, Review
from proposals.services import (
    ask_credit,
    decide_credit,
    file_need,
    review_need,
    withdraw_credit,
)


@for_entitled
@require_http_methods(["GET", "POST"])
def credit(request, place):
    """Ask to use more than the entitlement, and repay it in the years that follow."""
    if not place.is_consumer:
        raise Http404
    rule = EntitlementRule.objects.in_force(place.period) or EntitlementRule()
    sent = request.POST if request.method == "POST" else None
    form = CreditForm(sent, most=rule.repay_years)
    asked = Credit.objects.asked().filter(council=place.council, period=place.period)
    problems, status = [], 200
    if sent is not None:
        if not place.may_submit:
            raise Http404
        if sent.get("do") == "withdraw":
            return _withdraw(request, place, asked.first())
        problems, status = _done(
            place,
            form,
            lambda data: ask_credit(
                council=place.council,
                period=place.period,
                actor=request.user,
                **data,
            ),
        )
        if not problems:
            messages.success(request, _("Your council has asked for the credit."))
            return redirect("desk:entitlement", *place.args)
    context = {
        "place": place,
        "form": form,
        "problems": problems,
        "asked": asked.first(),
    }
    return render(request, "desk/entitlement/credit.html", context, status=status)


def _withdraw(request, place, credit):
    try:
        if credit and withdraw_credit(credit=credit, actor=request.user):
            messages.success(request, _("Your council asks for it no longer."))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    return redirect("desk:entitlement", *place.args)


@for_entitled
@require_http_methods(["GET", "POST"])
def decide(request, place, number):
    """Delegates of a federation decide about a credit of a council below it."""
    if place.seat.role != Membership.Role.DELEGATE:
        raise Http404
    below = Credit.objects.filter(period=place.period, council__parent=place.council)
    credit = get_object_or_404(below.select_related("council"), pk=number)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    problems, status = [], 200
    if request.method == "POST":
        problems, status = _done(
            place,
            form,
            lambda data: decide_credit(
                credit=credit,
                granted=request.POST.get("do") == "grant",
                actor=request.user,
                **data,
            ),
        )
        if not problems:
            messages.success(request, _("The credit is decided."))
            return redirect("desk:entitlement", *place.args)
    context = {"place": place, "credit": credit, "form": form, "problems": problems}
    return render(request, "desk/entitlement/decide.html", context, status=status)


@for_entitled
@require_http_methods(["GET", "POST"])
def need(request, place):
    """File a special need; people of other councils look at it, and see no names."""
    if not place.is_consumer:
        raise Http404
    form = NeedForm(request.POST if request.method == "POST" else None)
    problems, status = [], 200
    if request.method == "POST":
        if not place.may_submit:
            raise Http404
        problems, status = _done(
            place,
            form,
            lambda data: file_need(council=place.council, period=place.period, **data),
        )
        if not problems:
            messages.success(request, _("The need is filed."))
            return redirect("desk:entitlement", *place.args)
    mine = Need.objects.filter(council=place.council, period=place.period)
    context = {"place": place, "form": form, "problems": problems, "needs": mine[:20]}
    return render(request, "desk/entitlement/need.html", context, status=status)


def _done(place, form, act):
    """Do what a valid form asks; what is wrong otherwise, and the status."""
    if not form.is_valid():
        return problems_of(form), 409 if place.period.frozen_at else 422
    try:
        act(form.cleaned_data)
    except ValidationError as error:
        status = 409 if getattr(error, "code", "") in ("frozen", "decided") else 422
        return [("", text) for text in error.messages], status
    return [], 200


@for_people
@require_http_methods(["GET"])
def reviews(request):
    """Needs that the reader was drawn to look at."""
    mine = Review.objects.standing().filter(person=request.user)
    mine = mine.select_related("need__period")
    context = {"reviews": mine.order_by("voted_at", "-pk")[:50]}
    return render(request, "desk/entitlement/reviews.html", context)


@for_people
@require_http_methods(["GET", "POST"])
def review(request, number):
    """Look at a need without its council and the others' votes, and vote once."""
    mine = Review.objects.standing().filter(person=request.user)
    mine = mine.select_related("need__period")
    found = get_object_or_404(mine, pk=number)
    problems, status = [], 200
    if request.method == "POST":
        vote = request.POST.get("vote")
        if vote not in ("yes", "no"):
            problems, status = [("vote", _("Choose yes or no."))], 422
        else:
            problems, status = _vote(found, vote == "yes")
        if not problems:
            messages.success(request, _("Your vote is counted."))
            return redirect("desk:reviews")
    context = {"review": found, "need": found.need, "problems": problems}
    return render(request, "desk/entitlement/review.html", context, status=status)


def _vote(review, granted):
    try:
        review_need(review=review, granted=granted)
    except ValidationError as error:
        return [("", text) for text in error.messages], 409
    return [], 200
