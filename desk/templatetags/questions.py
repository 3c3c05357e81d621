"""Whether the facilitators wait for an answer of a council."""

from django import template

from proposals.models import Question

register = template.Library()


@register.inclusion_tag("desk/questions/notice.html")
def question_notice(place):
    """A line with a link to the questions a council has not answered."""
    waiting = Question.objects.open().of(place.council, place.period)
    return {"waiting": list(waiting[:2]), "place": place}
