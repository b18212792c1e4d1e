"""What bodies of Twilio, Vonage, Infobip and Gupshup hold, read from their documentation alone.

Neither the mapping files nor the program were looked at. Each reader yields the events of one body.
"""
from corpus_values import epoch, event, nested, phone, present


def ends(sender, recipient):
    return {"from": phone(present(sender)), "to": phone(present(recipient))}


# --- Twilio: a form; the time is that of receipt. "whatsapp:+57…" is an address of WhatsApp; whose a
# --- bare number is, no body tells.

TWILIO_STATUSES = {"scheduled": "accepted", "queued": "accepted", "sending": "accepted",
                   "undelivered": "rejected", "failed": "rejected"}


def is_twilio(body):
    return isinstance(body, dict) and ("MessageSid" in body or "SmsSid" in body)


def twilio(body):
    message = present(body.get("MessageSid"), body.get("SmsSid"))
    status = present(body.get("MessageStatus"), body.get("SmsStatus"))
    sender, recipient = body.get("From"), present(body.get("To"), body.get("ChannelToAddress"))
    is_whatsapp = any(str(address).startswith("whatsapp:") for address in (sender, recipient))
    channel = "whatsapp" if is_whatsapp else present(body.get("ChannelPrefix"))
    if status in ("received", "receiving") or "NumMedia" in body:
        yield event("inbound", None, message=message, channel=channel,
                    **ends(present(sender, body.get("ExternalUserId")), recipient))
        return
    yield event("status", None, message=message, channel=channel,
                status=TWILIO_STATUSES.get(status, status), code=present(body.get("ErrorCode")),
                description=present(body.get("ErrorMessage"), body.get("ChannelStatusMessage")),
                **ends(sender, recipient))


# --- Vonage Messages v1: flat; the error's title is its code; "client_ref" is the sender's own word.

VONAGE_STATUSES = {"submitted": "sent", "undeliverable": "rejected"}


def is_vonage(body):
    return isinstance(body, dict) and "message_uuid" in body


def vonage(body):
    status, user = body.get("status"), nested(body, "whatsapp", "recipient") or {}
    message, channel = body["message_uuid"], present(body.get("channel"))
    time = epoch(body.get("timestamp"))
    if "message_type" in body:
        yield event("inbound", time, message=message, channel=channel,
                    type=present(body["message_type"]), **ends(body.get("from"), body.get("to")))
        return
    recipient = present(body.get("to"), user.get("wa_id"), user.get("user_id"))
    yield event("status", time, message=message, channel=channel,
                status=VONAGE_STATUSES.get(status, status),
                code=present(nested(body, "error", "title")),
                description=present(nested(body, "error", "detail"), nested(body, "error", "type")),
                campaign=present(body.get("client_ref")), **ends(body.get("from"), recipient))


# --- Infobip: a list of reports; group names are the statuses, but the operator's is no delivery yet;
# --- error 0 is none. A report names its channel or does not: an account may bear several.

INFOBIP_STATUSES = {"PENDING": "accepted", "DELIVERED": "delivered", "UNDELIVERABLE": "rejected",
                    "EXPIRED": "rejected", "REJECTED": "rejected"}


def is_infobip(body):
    return isinstance(body, dict) and isinstance(body.get("results"), list)


def infobip(body):
    for report in body["results"]:
        channel = present(report.get("channel"), report.get("integrationType"))
        common = {"message": report.get("messageId"), **ends(report.get("from"), report.get("to")),
                  "channel": channel and channel.lower()}
        if "receivedAt" in report:
            yield event("inbound", epoch(report["receivedAt"]),
                        type=present(nested(report, "message", "type")), **common)
        elif "seenAt" in report:
            yield event("status", epoch(report["seenAt"]), status="read",
                        campaign=infobip_campaign(report), **common)
        elif "deletedAt" not in report:
            yield infobip_status(report, common)


def infobip_status(report, common):
    group, error = nested(report, "status", "groupName"), report.get("error") or {}
    status = INFOBIP_STATUSES.get(group, group)
    if nested(report, "status", "name") == "DELIVERED_TO_OPERATOR":
        status = "sent"
    error = error if error.get("id") else {}
    return event("status", epoch(present(report.get("doneAt"), report.get("sentAt"))),
                 status=status, code=present(error.get("id")),
                 description=present(error.get("description"),
                                     nested(report, "status", "description"), error.get("name")),
                 campaign=infobip_campaign(report), **common)


def infobip_campaign(report):
    return present(report.get("campaignReferenceId"), report.get("callbackData"),
                   report.get("bulkId"))


# --- Gupshup v2: outer time in milliseconds, inner in seconds; "gsId" is there once WhatsApp has it.


def is_gupshup(body):
    return isinstance(body, dict) and "app" in body and isinstance(body.get("payload"), dict)


def gupshup(body):
    payload, kind = body["payload"], body.get("type")
    time = body.get("timestamp")
    if kind == "message-event":
        status, inner = payload.get("type"), payload.get("payload") or {}
        yield event("status", epoch(present(inner.get("ts"), time)), channel="whatsapp",
                    message=present(payload.get("gsId"), payload.get("id")),
                    status={"enqueued": "accepted", "failed": "rejected"}.get(status, status),
                    code=present(inner.get("code")), description=present(inner.get("reason")),
                    **ends(body["app"], payload.get("destination")))
    elif kind == "message":
        yield event("inbound", epoch(time), channel="whatsapp", message=payload.get("id"),
                    type=present(payload.get("type")),
                    **ends(present(payload.get("source"), nested(payload, "sender", "phone")),
                           body["app"]))
    elif kind in ("template-event", "account-event"):
        yield event("signal", epoch(time), signal=kind, value=payload,
                    event=present(payload.get("status"), payload.get("event"), payload.get("type")),
                    template=present(payload.get("elementName")),
                    description=present(payload.get("rejectedReason"), payload.get("description")),
                    **{"from": body["app"]})
