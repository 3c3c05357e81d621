from django.urls import path, re_path

from federation.views import (
    councils,
    deliveries,
    docs,
    documents,
    expectations,
    index,
    linked,
    node,
    plans,
    proposals,
    rounds,
    shared_parts,
    shared_plans,
    shared_rounds,
    shared_years,
    webhooks,
    webhooks_secret,
    years,
)

app_name = "federation"

PERIOD = "v1/periods/<slug:period>"
ROUND = f"{PERIOD}/rounds/<int:number>"
WEBHOOK = "v1/webhooks/<uuid:webhook>"
SHARED = "v1/federation/years/<slug:period>"
OF_COUNCIL = "v1/councils/<slug:council>/periods/<slug:period>"

urlpatterns = [
    path("v1/", index.Index.as_view(), name="index"),
    path("v1/node", node.Node.as_view(), name="node"),
    path("v1/docs", docs.Docs.as_view(), name="docs"),
    path("v1/openapi.json", docs.OpenApi.as_view(), name="openapi-json"),
    path("v1/openapi.yaml", docs.OpenApiYaml.as_view(), name="openapi-yaml"),
    path("v1/problems", index.ProblemList.as_view(), name="problems"),
    path("v1/problems/<slug:code>", index.ProblemDetail.as_view(), name="problem"),
    path("v1/periods", years.PeriodList.as_view(), name="periods"),
    path(PERIOD, years.PeriodDetail.as_view(), name="period"),
    path(f"{PERIOD}/goods", years.GoodList.as_view(), name="goods"),
    path(f"{PERIOD}/rounds", rounds.RoundList.as_view(), name="rounds"),
    path(ROUND, rounds.RoundDetail.as_view(), name="round"),
    path(f"{ROUND}/prices", rounds.PriceList.as_view(), name="prices"),
    path(f"{ROUND}/results", rounds.ResultList.as_view(), name="results"),
    path(f"{ROUND}/document", documents.RoundDocument.as_view(), name="document"),
    path(f"{PERIOD}/plan", linked.PlanDetail.as_view(), name="plan"),
    path(f"{PERIOD}/plan.jsonld", linked.LinkedPlan.as_view(), name="plan-linked"),
    path(
        f"{PERIOD}/plan/assignments",
        plans.AssignmentList.as_view(),
        name="assignments",
    ),
    path(
        f"{PERIOD}/plan/document",
        documents.PlanDocument.as_view(),
        name="plan-document",
    ),
    path("v1/councils", councils.CouncilList.as_view(), name="councils"),
    path(
        "v1/councils/<slug:council>/proposals",
        proposals.Proposals.as_view(),
        name="proposals",
    ),
    path(f"{OF_COUNCIL}/belief", expectations.Belief.as_view(), name="belief"),
    path(
        f"{OF_COUNCIL}/suggestion",
        expectations.Suggestion.as_view(),
        name="suggestion",
    ),
    path(
        "v1/proposals/<uuid:public_id>",
        proposals.ProposalDetail.as_view(),
        name="proposal",
    ),
    path("v1/webhooks", webhooks.Webhooks.as_view(), name="webhooks"),
    path(WEBHOOK, webhooks.WebhookDetail.as_view(), name="webhook"),
    path(
        f"{WEBHOOK}/secret",
        webhooks_secret.WebhookSecret.as_view(),
        name="webhook-secret",
    ),
    path(
        f"{WEBHOOK}/deliveries",
        deliveries.Deliveries.as_view(),
        name="webhook-deliveries",
    ),
    path(
        f"{WEBHOOK}/deliveries/<slug:delivery>/replay",
        deliveries.Replay.as_view(),
        name="webhook-replay",
    ),
    path(SHARED, shared_years.SharedYearDefinition.as_view(), name="shared-year"),
    path(f"{SHARED}/members", shared_years.Joining.as_view(), name="shared-members"),
    path(f"{SHARED}/head", shared_years.Head.as_view(), name="shared-head"),
    path(
        f"{SHARED}/rounds/<int:number>/part",
        shared_parts.Parts.as_view(),
        name="shared-part",
    ),
    path(
        f"{SHARED}/rounds/<int:number>/parts/<int:level>",
        shared_parts.PartsAbove.as_view(),
        name="shared-parts-above",
    ),
    path(
        "v1/federation/announcements",
        shared_rounds.Announcements.as_view(),
        name="announcements",
    ),
    path("v1/federation/trials", shared_plans.TrialAnswers.as_view(), name="trials"),
    path("v1/federation/plans", shared_plans.Plans.as_view(), name="plans-together"),
    path("v1/federation/records", shared_rounds.Records.as_view(), name="records"),
    # Last: what nothing above has taken.
    re_path(r"", index.NoSuchAddress.as_view(), name="no-such-address"),
]
