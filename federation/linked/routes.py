"""The vocabulary: a page for people, and the same for programs."""

from django.urls import path

from federation.views import vocabulary

app_name = "linked"
urlpatterns = [
    path("ns/plan", vocabulary.terms, name="terms"),
    path("ns/plan.jsonld", vocabulary.document, name="vocabulary"),
    path("ns/plan/context.jsonld", vocabulary.context_alone, name="context"),
]
