"""One's own account, and coming into a council."""

from desk.views import account, account_data, joining, people, start
from pages.routes import page

ACCOUNT = "account/"
COUNCIL = "councils/<slug:slug>/"
PEOPLE = COUNCIL + "people/"

urlpatterns = [
    page("login/", start.login, "login"),
    page("logout/", start.logout, "logout"),
    page(ACCOUNT, account.account, "account"),
    page(ACCOUNT + "profile/", account.profile, "profile"),
    page(ACCOUNT + "second-step/", account.second_step, "second-step"),
    page(ACCOUNT + "data/", account_data.data, "my-data"),
    page(ACCOUNT + "data.json", account_data.data_file, "my-data-file"),
    page(ACCOUNT + "delete/", account_data.delete, "delete-account"),
    page("invitations/<str:token>/", joining.invitation, "invitation"),
    page("councils/", joining.councils, "councils"),
    page(COUNCIL + "join/", joining.join, "join"),
    page(COUNCIL + "invite/", joining.invite, "invite"),
    page(COUNCIL + "requests/<int:number>/", joining.request, "join-request"),
    page(PEOPLE, people.people, "people"),
    page(PEOPLE + "leave/", people.leave, "leave"),
    page(PEOPLE + "<uuid:person>/", people.role, "role"),
    page(PEOPLE + "invitations/<int:number>/", people.withdraw, "withdraw-invitation"),
]
