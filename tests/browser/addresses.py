"""Which pages the tests of accessibility look at, by address. No browser is needed to read this."""

OFFICE = [
    "/clients/",
    "/clients/?state=not_invited",
    "/clients/?q=nobodyatall",
    "/clients/add/",
    "/clients/1/",
    "/clients/1/details/",
    "/clients/1/erase/",
    "/clients/1/merge/",
    "/clients/1/merge/2/",
    "/clients/views/",
    "/campaigns/",
    "/campaigns/1/",
    "/campaigns/3/close/",
    "/campaigns/dossiers/",
    "/campaigns/dossiers/?q=nobodyatall",
    "/campaigns/invite/",
    "/campaigns/invite/?client=30",
    "/invitations/dossiers/5/address/",
    "/reminders/",
    "/reminders/campaigns/3/",
    "/dossiers/5/",
    "/dossiers/9/paper/",
    "/dossiers/9/questions/",
    "/dossiers/9/questions/add/",
    "/dossiers/9/questions/name/off/",
    "/dossiers/18/",
    "/dossiers/18/values/joint_return/set/",
    "/exports/clients/1/",
    "/exports/dossiers/16/codes/",
    "/questionnaires/",
    "/questionnaires/1/",
    "/questionnaires/1/preview/?section=all",
    "/questionnaires/1/blank/",
    "/questionnaires/upload/",
    "/questionnaires/library/",
    "/questionnaires/library/look/?key=kyc_intake",
    "/questionnaires/2/next/",
    "/questionnaires/2/draft/",
    "/questionnaires/2/revisions/",
    "/imports/",
    "/outbox/",
    "/firm/",
    "/firm/colleagues/",
    "/firm/events/",
    "/firm/keys/",
    "/firm/account/",
    "/firm/mails/texts/",
    "/firm/mails/sender/",
    "/firm/account/notices/",
    "/firm/webhooks/",
    "/firm/webhooks/add/",
    "/account/2fa/",
    "/account/password/change/",
    "/nowhere/",
]
PUBLIC = [
    "/account/login/",
    "/invitations/test/",
    "/account/password/reset/",
    "/q/no.link",
    "/firm/join/nothing/",
]
PORTAL = ["/q/start/", "/q/tasks/", "/q/check/", "/q/send/"]

# Pages that say no on purpose.
REFUSED = {"/nowhere/": 404, "/q/no.link": 410, "/firm/join/nothing/": 410}
# Pages of the office that need an object the demo firm has none of: prepared_office.py makes them.
FROM_CAST = [
    *("core:outbox_mail", "invitations:wave", "reminders:letter", "reviews:ask_client"),
    *("webhooks:webhook", "webhooks:change", "webhooks:delivery"),
]
PREPARED = [
    *FROM_CAST,
    "reviews:submission",
    "reviews:lift_signature",
    "questionnaires:update",
]
SHOWN_TO, PASSWORD = "pages@proof.example", "carnet-pages-2026"
# Pages that other stories of this folder look at on their way.
ON_THE_WAY = {
    "imports:plan": "test_import.py",
    "imports:columns": "test_import.py",
    "imports:progress": "test_import.py",
    "imports:result": "test_import.py",
    "imports:undo": "test_import.py",
    "invitations:check": "test_inviting.py",
    "invitations:message": "test_inviting.py",
    "together:page": "test_pages.py",
}
# What answers when it is asked for, and is no page.
NO_PAGE = {
    "home": "leads to the clients",
    "core:outbox_frame": "the text of a mail, in the frame of its page",
    "invitations:look": "the text of a mail, in the frame of its page",
    "exports:schema": "a file",
    "imports:badge": "a part of the rail",
    "imports:template": "a file",
    "imports:repair": "a file",
    "questionnaires:download": "a file",
    "questionnaires:workbook": "a file",
    "reviews:document": "a file",
    "reviews:small": "a picture",
}
