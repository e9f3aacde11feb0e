"""Messages about mails that did not arrive, invented in the shapes real servers give them. `{id}` is the
number of our mail, `{to}` its address."""

POSTFIX = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example.net (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: desk@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B1/mx.example.net"
Message-Id: <20260504070000.B1@mx.example.net>

--B1/mx.example.net
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

This is the mail system at host mx.example.net.

<{to}>: host mail.example.net said: 550 5.1.1 <{to}>: Recipient address rejected:
    User unknown in virtual mailbox table (in reply to RCPT TO command)

--B1/mx.example.net
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net
X-Postfix-Queue-ID: B1
Arrival-Date: Mon,  4 May 2026 09:00:00 +0200 (CEST)

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{to}
Action: failed
Status: 5.1.1
Remote-MTA: dns; mail.example.net
Diagnostic-Code: smtp; 550 5.1.1 <{to}>: Recipient address rejected: User unknown

--B1/mx.example.net
Content-Description: Undelivered Message Headers
Content-Type: text/rfc822-headers

Return-Path: <desk@example.org>
From: "Fiduciaire Dubois" <desk@example.org>
To: {to}
Subject: Your questionnaire
Message-ID: <{id}@example.org>

--B1/mx.example.net--
"""

EXIM_PROSE = """\
Return-path: <>
Received: from mail by mx.example.net with local (Exim 4.69) id 1abc
X-Failed-Recipients: {to}
Auto-Submitted: auto-replied
From: Mail Delivery System <Mailer-Daemon@mx.example.net>
To: desk@example.org
Subject: Mail delivery failed: returning message to sender
Message-Id: <E1abc@mx.example.net>

This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its recipients.
This is a permanent error. The following address(es) failed:

  {to}
    SMTP error from remote mail server after RCPT TO:<{to}>:
    host mail.example.net [192.0.2.9]: 552 5.2.2 mailbox for user is full

------ This is a copy of the message, including all the headers. ------

Return-path: <desk@example.org>
From: "Fiduciaire Dubois" <desk@example.org>
To: {to}
Subject: Your questionnaire
Message-ID: <{id}@example.org>
"""

OUTLOOK = """\
From: <postmaster@example.onmicrosoft.example>
To: <desk@example.org>
Subject: Niet te bezorgen: Uw vragenlijst
In-Reply-To: <{id}@example.org>
References: <{id}@example.org>
Content-Type: multipart/report; report-type=delivery-status; boundary="b-2"
X-MS-Exchange-Message-Is-Ndr:
MIME-Version: 1.0

--b-2
Content-Type: multipart/alternative; boundary="b-3"

--b-3
Content-Type: text/plain; charset="utf-8"
Content-Transfer-Encoding: base64

VXcgYmVyaWNodCBpcyBuaWV0IGJlem9yZ2Q=
--b-3
Content-Type: text/html; charset="utf-8"
Content-Transfer-Encoding: quoted-printable

<p>Uw bericht is niet bezorgd =E2=80=93 adres niet gevonden</p>
--b-3--

--b-2
Content-Type: message/delivery-status

Reporting-MTA: dns;DB9PR01.example
Received-From-MTA: dns;mx.example.org
Arrival-Date: Mon, 4 May 2026 07:00:00 +0000

Final-Recipient: rfc822;{to}
Action: failed
Status: 5.1.10
Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup

--b-2
Content-Type: message/rfc822

From: "Fiduciaire Dubois" <desk@example.org>
To: {to}
Subject: Your questionnaire
Message-ID: <{id}@example.org>
Content-Type: text/plain

Hello.
--b-2--
"""

GMAIL = """\
Delivered-To: desk@example.org
Return-Path: <>
From: Mail Delivery Subsystem <mailer-daemon@googlemail.example>
To: desk@example.org
Auto-Submitted: auto-replied
Subject: Delivery Status Notification (Failure)
References: <{id}@example.org>
In-Reply-To: <{id}@example.org>
X-Failed-Recipients: {to}
Message-ID: <6634f0a1.c20a0220.7.GMR@mx.google.example>
Content-Type: multipart/report; boundary="000000000000aa"; report-type=delivery-status
MIME-Version: 1.0

--000000000000aa
Content-Type: text/plain; charset="UTF-8"

** Message blocked **
Your message to {to} has been blocked.

--000000000000aa
Content-Type: message/delivery-status

Reporting-MTA: dns; googlemail.example
Arrival-Date: Mon, 04 May 2026 00:00:00 -0700 (PDT)
X-Original-Message-ID: <{id}@example.org>

Final-Recipient: rfc822; {to}
Action: failed
Status: 5.0.0
Diagnostic-Code: smtp; 550-5.7.26 This mail has been blocked because the sender is unauthenticated.
 550-5.7.26 Gmail requires all senders to authenticate with either SPF or DKIM. - gsmtp
Last-Attempt-Date: Mon, 04 May 2026 00:00:01 -0700 (PDT)

--000000000000aa
Content-Type: message/rfc822

From: "Fiduciaire Dubois" <desk@example.org>
To: {to}
Message-ID: <{id}@example.org>

Hello.
--000000000000aa--
"""

DELAYED = """\
From: MAILER-DAEMON@mx.example.be (Mail Delivery System)
To: desk@example.org
Subject: Delayed Mail (still being retried)
Content-Type: multipart/report; report-type=delivery-status; boundary="d"
MIME-Version: 1.0

--d
Content-Type: text/plain

####################################################################
# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #
####################################################################

--d
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.be
Original-Envelope-Id: {id}

Final-Recipient: rfc822; {to}
Action: delayed
Status: 4.4.1
Diagnostic-Code: X-Postfix; connect to mail.example.net[192.0.2.9]:25: Connection timed out
Will-Retry-Until: Sat, 9 May 2026 09:00:00 +0200

--d--
"""

# As Belgian providers answer: the status is no more than "no", the words are of the mailbox.
PROVIDER = """\
From: "Mail Delivery Subsystem" <postmaster@relay.example.be>
To: desk@example.org
Subject: Undeliverable
Content-Type: multipart/report; report-type="delivery-status"; boundary="p"

--p
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: 8bit

Votre message n'a pas \u00e9t\u00e9 remis / Uw bericht werd niet afgeleverd.

--p
Content-Type: message/delivery-status

Reporting-MTA: dns;relay.example.be

Final-Recipient: RFC822;{to}
Action: Failed (permanent)
Status: 5.0.0 (undefined status)
Diagnostic-Code: smtp;552 Requested mail action aborted: exceeded storage allocation

--p
Content-Type: text/rfc822-headers

From: desk@example.org
MESSAGE-ID:
 <{id}@example.org>

--p--
"""

GAVE_UP = DELAYED.replace("Action: delayed", "Action: failed").replace(
    "Delayed Mail (still being retried)", "Undelivered Mail Returned to Sender"
)

HOLIDAY = """\
From: Ann Peeters <{to}>
To: desk@example.org
Subject: Absente: Your questionnaire
Auto-Submitted: auto-replied
In-Reply-To: <{id}@example.org>
References: <{id}@example.org>
Content-Type: text/plain

Je suis absente jusqu'au 12. Urgent: 550 12 34 56.
"""

RECEIPT = """\
From: Ann Peeters <{to}>
To: desk@example.org
Subject: Lu: Your questionnaire
Content-Type: multipart/report; report-type=disposition-notification; boundary="r"

--r
Content-Type: text/plain

Read.
--r
Content-Type: message/disposition-notification

Final-Recipient: rfc822;{to}
Original-Message-ID: <{id}@example.org>
Disposition: manual-action/MDN-sent-manually; displayed
--r--
"""

DELIVERED = DELAYED.replace("Action: delayed", "Action: relayed").replace("4.4.1", "2.1.5")


def written(text, mail):
    """As bytes of the wire, about this row of the outbox."""
    told = text.replace("{id}", mail.uuid.hex).replace("{to}", mail.to)
    return told.replace("\n", "\r\n").encode("latin-1", "replace")
