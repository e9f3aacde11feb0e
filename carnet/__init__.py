"""Carnet, the client desk of an accounting firm. The road of the data, from folder to folder:

clients          who we work for; every source speaks through ClientRecord
imports          a spreadsheet becomes a plan, the plan becomes clients
questionnaires   what we ask: definitions, rules, kinds; free of database and request
campaigns        who is asked what by when; a dossier is one client in one campaign
invitations      links and mails that open a dossier
answers          what comes back: answers, documents, submission
reviews          the firm reads what came back
exports          what leaves the house
deliveries       what clients sent goes back to the firm's folder or software by itself
retention        until when all this is kept, and the nightly erasing of what is due
portal           what the client sees
privacy          the registers the law asks for: what is done with data, what went wrong, who asked for what

Below them: core (no domain), audit (who did what), firms (who we are). Above them: demo (invented people).
A stage imports only what stands below it; `make check` holds the order.
"""
