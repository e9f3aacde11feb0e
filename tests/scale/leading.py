"""Indexes and unique constraints of a firm's tables that begin with neither the firm nor a row of the firm, and why.

Everything else stays within one firm: read for one, it touches the pages of one. That is what would let the tables be
dealt out to several servers by firm (docs/scaling.md)."""

UUID = "a random name of the row for addresses, files and programs; unique wherever it was made"
SECRET = "found by what somebody brings before their firm is known"
QUEUE = "what waits in any firm, for the worker; holds no row that is done"
PERSON = "an address signs in at one firm; which, is known afterwards"

EXCEPTIONS = {
    "account.EmailAddress.email": PERSON,
    "account.EmailAddress.unique_verified_email": PERSON,
    "account.EmailConfirmation.key": SECRET,
    "answers.Document.document_unsealed": QUEUE,
    "answers.Document.uuid": UUID,
    "answers.Submission.reference": "what a client reads out on the telephone; unique in the whole install",
    "answers.Upload.uuid": UUID,
    "api.Key.fingerprint": SECRET,
    "api.Key.public": SECRET,
    "api.Repeat.claimed_at": "old ones are forgotten across all firms, by their time",
    "approvals.Approval.approval_open": QUEUE,
    "approvals.Approval.key": UUID,
    "approvals.Approval.uuid": UUID,
    "audit.Chain.chain_next": "one row a firm; whose trail is looked at next",
    "audit.Untold.untold_next": QUEUE,
    "audit.Untold.uuid": UUID,
    "campaigns.Campaign.uuid": UUID,
    "campaigns.Dossier.dossier_progress": QUEUE,
    "campaigns.Dossier.dossier_tidy": QUEUE,
    "campaigns.Wave.wave_due": QUEUE,
    "clients.Client.client_erase": QUEUE,
    "clients.Client.uuid": UUID,
    "clients.Merge.uuid": UUID,
    "connectors.Connection.uuid": UUID,
    "connectors.Run.uuid": UUID,
    "core.Mail.mail_about": "a letter and the number of what it is about, which is a row of one firm",
    "core.Mail.mail_failed": "what the figures count across all firms",
    "core.Mail.mail_waiting": QUEUE,
    "core.Mail.uuid": UUID,
    "deliveries.Destination.uuid": UUID,
    "exports.Export.export_waiting": QUEUE,
    "exports.Export.uuid": UUID,
    "firms.Colleague.colleague_email": PERSON,
    "firms.Colleague.email": PERSON,
    "firms.ColleagueInvitation.fingerprint": SECRET,
    "firms.Firm.first": "there is one first firm, that of the set-up page",
    "firms.Firm.slug": "a firm is known by it",
    "firms.Firm.uuid": UUID,
    "imports.Import.uuid": UUID,
    "invitations.Code.code_of_browser": SECRET,
    "invitations.Device.fingerprint": SECRET,
    "invitations.Handover.fingerprint": SECRET,
    "invitations.Invitation.lookup": SECRET,
    "invitations.Link.fingerprint": SECRET,
    "notices.Notice.notice_due": QUEUE,
    "notices.Notice.told_once": "the uuid of an event, which is of one firm",
    "privacy.PersonRequest.person_request_due": QUEUE,
    "retention.Announced.announced_next": QUEUE,
    "webhooks.Webhook.uuid": UUID,
}
