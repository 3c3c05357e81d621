from federation.webhooks import acts, pages
from pages.routes import page

app_name = "webhooks"
ONE = "webhooks/<uuid:webhook>"

urlpatterns = [
    page("webhooks/", pages.webhooks, "list"),
    page("webhooks/add/", pages.add, "add"),
    page(f"{ONE}/", pages.webhook, "webhook"),
    page(f"{ONE}/change/", pages.change, "change"),
    page(f"{ONE}/disable/", acts.disable, "disable"),
    page(f"{ONE}/enable/", acts.enable, "enable"),
    page(f"{ONE}/secret/", acts.rotate, "rotate"),
    page(f"{ONE}/remove/", acts.remove, "remove"),
    page(f"{ONE}/deliveries/<uuid:delivery>/replay/", acts.replay, "replay"),
]
