"""Letters about mails that did not arrive, invented in the manner of servers that write prose: no report a machine
can read, or an empty one. `{id}` is the number of our mail, `{to}` its address."""

OURS = """\

From: "Fiduciaire Dubois" <desk@example.org>
To: {to}
Subject: Your questionnaire
Message-ID: <{id}@example.org>

This warning is our own: mailbox full, user unknown, spam.
"""


def prose(
    words, *, sender="MAILER-DAEMON@mx.example.net", subject="failure notice", copy="", more=""
):
    """One plain letter, with our mail behind the line that each server has for it."""
    begin = f"From: {sender}\nTo: desk@example.org\nSubject: {subject}\n{more}"
    kind = "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: 8bit\n\n"
    return (
        begin
        + kind
        + words
        + "\n\n"
        + (copy or "--- Below this line is a copy of the message.\n")
        + OURS
    )


QMAIL = "Hi. This is the qmail-send program at mx.example.net.\nI'm afraid I wasn't able to deliver your message "
QMAIL += "to the following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n<{to}>:\n"
EXIM = "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
EXIM += "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
EXIM += "  {to}\n    "
COPY = "------ This is a copy of your message, including all the headers. ------\n"
FAILED = "X-Failed-Recipients: {to}\n"
EXCHANGE = "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@example.net>"
POSTFIX = "This is the mail system at host mx.example.net.\n\nI'm sorry to have to inform you that your message could "
POSTFIX += "not\nbe delivered to one or more recipients.\n\n<{to}>: "


def multipart(words, report="", kind="text/plain"):
    """As Postfix and Exchange write, with a report that is missing or says nothing."""
    parts = [f"Content-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n{words}\n"]
    if report:
        parts.append(f"Content-Type: message/delivery-status\n\n{report}\n")
    parts.append(f"Content-Type: message/rfc822\n{OURS}")
    body = "".join(f"\n--cut\n{part}" for part in parts)
    head = "From: postmaster@mx.example.net\nTo: desk@example.org\nSubject: Undeliverable\nMIME-Version: 1.0\n"
    return f"{head}Content-Type: multipart/report; boundary=cut\n\n{body}\n--cut--\n"


# Letter, whether it is final, status, and the sentence people read.
NO_SUCH, FULL = "This address does not exist", "The mailbox is full"
OFF, PUT_OFF = (
    "The mailbox is switched off",
    "Their mail server put it off, as many do with senders",
)
NO_DOMAIN, LARGE = (
    "There is no mail server for the part after the @",
    "The mail is too large for the mailbox",
)
SPAM, AWAY = "Their mail server refused it as unwanted mail", "Their mail server cannot be reached"
SENT_BACK = "Their mail server sent it back"
SAMPLES = {
    "qmail, a code in brackets": (
        prose(QMAIL + "Sorry, no mailbox here by that name. (#5.1.1)"), True, "5.1.1", NO_SUCH),
    "qmail, no code": (
        prose(QMAIL + "Sorry, no mailbox here by that name."), True, "5.1.1", NO_SUCH),
    "qmail, no such host": (
        prose(QMAIL + "Sorry, I couldn't find any host named exmaple.net. (#5.1.2)"), True, "5.1.2", NO_DOMAIN),
    "qmail, given up": (
        prose(QMAIL + "Sorry, I wasn't able to establish an SMTP connection. (#4.4.1)\nI'm not going to try again; "
              "this message has been in the queue too long."), True, "4.4.1", AWAY),
    "exim, plain reply": (
        prose(EXIM + "SMTP error from remote mail server after RCPT TO:<{to}>:\n    host mail.example.net "
              "[192.0.2.9]: 550 No such user here", more=FAILED, copy=COPY), True, "5.1.1", NO_SUCH),
    "exim, over quota": (
        prose(EXIM + "mailbox is full: retry timeout exceeded", more=FAILED, copy=COPY), True, "5.2.2", FULL),
    "exim, still trying": (
        prose("A message that you sent has not yet been delivered to one or more of its\nrecipients after more than "
              "24 hours on the queue on mx.example.net.\n\n  {to}\n    Delay reason: SMTP error: 451 Greylisted, "
              "please come back in 300 seconds\n\nNo action is required on your part. Delivery attempts will "
              "continue for some time.", subject="Warning: message 1abc delayed 24 hours", copy=COPY),
        False, "4.7.1", PUT_OFF),
    "postfix, greylisted until the end": (
        multipart(POSTFIX + "host mail.example.net[192.0.2.9] said: 450 4.2.0\n    <{to}>: Recipient address "
                  "rejected: Greylisted (in reply to RCPT TO command)"), True, "4.7.1", PUT_OFF),
    "postfix, no report": (
        multipart(POSTFIX + "unknown user: \"ann\""), True, "5.1.1", NO_SUCH),
    "postfix, an empty report": (
        multipart(POSTFIX + "Host or domain name not found. Name service error for\n    name=exmaple.net type=MX",
                  "Reporting-MTA: dns; mx.example.net\n"), True, "5.1.2", NO_DOMAIN),
    "a report that does not say why": (
        multipart("Your message to {to} could not be delivered: the account has been disabled.",
                  "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; {to}\nAction: failed\nStatus: 5.0.0\n"),
        True, "5.2.1", OFF),
    "a delay with a code of no meaning": (
        multipart("Not yet delivered.", "Reporting-MTA: dns; x\n\nFinal-Recipient: rfc822; {to}\nAction: delayed\n"
                  "Status: 4.0.0\nDiagnostic-Code: smtp; 451 Temporary failure, please try again later\n"),
        False, "4.7.1", PUT_OFF),
    "exchange, English, no code": (
        prose("Your message did not reach some or all of the intended recipients.\n\nThe following recipient(s) "
              "could not be reached:\n\n  {to} on 04/05/2026 09:00\n  The e-mail address you entered couldn't be "
              "found.", sender=EXCHANGE, subject="Undeliverable: Your questionnaire"), True, "5.1.1", NO_SUCH),
    "exchange, French": (
        prose("Échec de la remise pour ces destinataires ou groupes :\n\n{to}\nL'adresse de messagerie entrée est "
              "introuvable. Vérifiez l'adresse et réessayez plus tard.", sender=EXCHANGE, subject="Non remis : "
              "Votre questionnaire"), True, "5.1.1", NO_SUCH),
    "exchange, French, full": (
        prose("Échec de la remise pour ces destinataires :\n\n{to}\nLa boîte aux lettres du destinataire est pleine "
              "et ne peut pas accepter de messages.", sender="postmaster@example.net", subject="Non remis"),
        True, "5.2.2", FULL),
    "exchange, Dutch, html": (
        multipart("<html><head><style>p {{ color: red }}</style></head><body><p>Kan uw bericht niet bezorgen aan "
                  "<b>{to}</b>.</p><p>Het e-mailadres&nbsp;dat u hebt opgegeven, kan niet worden gevonden of "
                  "bestaat niet.</p></body></html>".replace("{{", "{").replace("}}", "}"), kind="text/html"),
        True, "5.1.1", NO_SUCH),
    "Dutch, full": (
        prose("Uw bericht kon niet worden afgeleverd aan {to}: het postvak van de ontvanger is vol.",
              sender="postmaster@example.nl", subject="Onbestelbaar: Uw vragenlijst"), True, "5.2.2", FULL),
    "Dutch, delayed": (
        prose("De bezorging aan {to} is vertraagd. Wij blijven proberen. (Verbinding met mail.example.nl mislukt)",
              subject="Bezorging vertraagd"), False, "4.4.1", AWAY),
    "German, unknown": (
        prose("Ihre Nachricht konnte nicht zugestellt werden.\n\n<{to}>: Die Empfängeradresse wurde nicht gefunden.",
              subject="Unzustellbar: Ihr Fragebogen"), True, "5.1.1", NO_SUCH),
    "German, full": (
        prose("Die folgende Nachricht ist unzustellbar.\n\n{to}:\nDas Postfach des Empfängers ist voll.",
              sender="Mailer-Daemon@example.de", subject="Mail delivery failed"), True, "5.2.2", FULL),
    "German, switched off": (
        prose("Ihre Nachricht an {to} konnte nicht zugestellt werden. Das Konto ist gesperrt.",
              sender="postmaster@example.de", subject="Unzustellbar"), True, "5.2.1", OFF),
    "too large": (
        prose("<{to}>: message size 12345678 exceeds size limit 10485760 of server; 552 message too large",
              sender="postmaster@example.net"), True, "5.2.3", LARGE),
    "a filter": (
        prose("Your mail to {to} could not be delivered. 554 Message rejected: considered spam by our filter",
              sender="postmaster@example.net"), True, "5.7.1", SPAM),
    "words nobody knows": (
        prose("<{to}>: host mail.example.net said: 554 Transaction declined, see https://example.net/why?{to} "
              "and write to help@example.net", sender="postmaster@example.net"),
        True, "5.0.0", SENT_BACK + " (5.0.0: 554 Transaction declined, see … and write to …)."),
    "words without a code": (
        prose("Returned mail for {to}\nThe gatekeeper said no.", sender="postmaster@example.net"),
        True, "5.0.0", SENT_BACK + " (5.0.0: The gatekeeper said no.)."),
}  # fmt: skip
# Signed as a daemon, but about no mail that failed.
NO_BOUNCES = [
    prose("Your mailbox desk@example.org is nearly full.", subject="Quota", sender="postmaster@example.org"),
    prose("Je suis en vacances. User unknown? 550 12 34 56.", sender="ann@example.net", subject="Absente"),
]  # fmt: skip
