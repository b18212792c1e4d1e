"""What bodies of Bird, Twilio, Vonage, Infobip, 360dialog and Gupshup hold, read from their documentation.

Neither the mapping files nor the program were looked at. Each reader yields the events of one body.
"""
from corpus_values import epoch, phone, present


def event(kind, message, status, sender, recipient, time, error=(None, None)):
    """One event; what is None in an inbound message or a signal is not compared."""
    found = {"kind": kind, "message": present(message), "status": status,
             "from": phone(present(sender)), "to": phone(present(recipient)), "time": time}
    if kind == "status":
        found["code"], found["description"] = error
    return found


def nested(body, *keys):
    for key in keys:
        body = body.get(key) if isinstance(body, dict) else None
    return body


# --- Bird Channels: {service, event, payload}; reads are interactions that name "messageId".

BIRD_STATUSES = {"processing": "accepted", "scheduled": "accepted", "sending_failed": "rejected",
                 "delivery_failed": "rejected"}


def is_bird_channels(body):
    return isinstance(body, dict) and isinstance(body.get("payload"), dict)


def bird_channels(body):
    payload = body["payload"]
    if body.get("service", "channels") != "channels":
        yield event("signal", None, None, None, None, None)
    elif "messageId" in payload:
        yield event("status", payload["messageId"], payload.get("type"), payload.get("channelId"),
                    None, epoch(payload.get("createdAt")))
    elif payload.get("direction") == "incoming" or nested(payload, "sender", "contact"):
        yield event("inbound", payload.get("id"), None,
                    nested(payload, "sender", "contact", "identifierValue"),
                    present(nested(payload, "receiver", "connector", "identifierValue"),
                            payload.get("channelId")),
                    epoch(present(payload.get("createdAt"), payload.get("updatedAt"))))
    else:
        contacts = nested(payload, "receiver", "contacts") or [{}]
        numbers = [c for c in contacts if c.get("identifierKey") == "phonenumber"]
        status, failure = payload.get("status"), payload.get("failure") or {}
        yield event(
            "status", payload.get("id"), BIRD_STATUSES.get(status, status),
            present(nested(payload, "sender", "connector", "identifierValue"),
                    payload.get("channelId")),
            (numbers or contacts)[0].get("identifierValue"),
            epoch(present(payload.get("lastStatusAt"), payload.get("updatedAt"),
                          payload.get("createdAt"))),
            (present(failure.get("code"), nested(failure, "source", "code")),
             present(failure.get("description"), payload.get("reason"), payload.get("details"))))


# --- Bird platform: the end of "type" is the status. Calls and mails are no messages.

PLATFORM_STATUSES = {"failed": "rejected", "rejected": "rejected", "accepted": "accepted",
                     "sent": "sent", "delivered": "delivered", "read": "read"}


def is_bird_platform(body):
    return isinstance(body, dict) and isinstance(body.get("type"), str) and "data" in body


def bird_platform(body):
    channel, _, word = body["type"].partition(".")
    data, error = body["data"], body["data"].get("error") or {}
    # Where the event has no time, and its error none either, that of receipt stands in: unknown here.
    given = body.get("timestamp")
    time = epoch(present(given if isinstance(given, (str, int, float)) else None,
                         error.get("occurred_at")))
    code = present(error.get("meta_error_code"), error.get("code"))
    if channel == "whatsapp":
        sender, recipient = data.get("from") or {}, data.get("to") or {}
        message = data.get("whatsapp_id")
        sender = present(sender.get("phone_number"), sender.get("bsuid"))
        recipient = present(recipient.get("phone_number"), recipient.get("bsuid"))
        status = PLATFORM_STATUSES.get(word, body["type"])
    elif channel == "sms":
        message, sender, recipient = data.get("sms_id"), data.get("from"), data.get("to")
        code = present(error.get("code"), error.get("carrier_error_code"))
        # "undelivered" is no end: the carrier goes on trying.
        status = {"expired": "rejected", "undelivered": "undelivered"}.get(
            word, PLATFORM_STATUSES.get(word, body["type"]))
    else:
        return
    if word == "received":
        yield event("inbound", message, None, sender, recipient, time)
    else:
        yield event("status", message, status, sender, recipient, time,
                    (code, present(error.get("description"))))


# --- Twilio: a form; the time is that of receipt.

TWILIO_STATUSES = {"scheduled": "accepted", "queued": "accepted", "sending": "accepted",
                   "undelivered": "rejected", "failed": "rejected"}


def is_twilio(body):
    return isinstance(body, dict) and ("MessageSid" in body or "SmsSid" in body)


def twilio(body):
    message = present(body.get("MessageSid"), body.get("SmsSid"))
    status = present(body.get("MessageStatus"), body.get("SmsStatus"))
    if status in ("received", "receiving") or "NumMedia" in body:
        yield event("inbound", message, None, present(body.get("From"), body.get("ExternalUserId")),
                    body.get("To"), None)
        return
    yield event("status", message, TWILIO_STATUSES.get(status, status), body.get("From"),
                present(body.get("To"), body.get("ChannelToAddress")), None,
                (present(body.get("ErrorCode")),
                 present(body.get("ErrorMessage"), body.get("ChannelStatusMessage"))))


# --- Vonage Messages v1: flat; the error's title is its code.

VONAGE_STATUSES = {"submitted": "sent", "undeliverable": "rejected"}


def is_vonage(body):
    return isinstance(body, dict) and "message_uuid" in body


def vonage(body):
    if "message_type" in body:
        yield event("inbound", body["message_uuid"], None, body.get("from"), body.get("to"),
                    epoch(body.get("timestamp")))
        return
    status, user = body.get("status"), nested(body, "whatsapp", "recipient") or {}
    yield event("status", body["message_uuid"], VONAGE_STATUSES.get(status, status),
                body.get("from"), present(body.get("to"), user.get("wa_id"), user.get("user_id")),
                epoch(body.get("timestamp")),
                (present(nested(body, "error", "title")), present(nested(body, "error", "detail"))))


# --- Infobip: a list of reports; group names are the statuses; error 0 is none.

INFOBIP_STATUSES = {"PENDING": "accepted", "DELIVERED": "delivered", "UNDELIVERABLE": "rejected",
                    "EXPIRED": "rejected", "REJECTED": "rejected"}


def is_infobip(body):
    return isinstance(body, dict) and isinstance(body.get("results"), list)


def infobip(body):
    for report in body["results"]:
        ends = (report.get("messageId"), report.get("from"), report.get("to"))
        if "receivedAt" in report:
            yield event("inbound", ends[0], None, ends[1], ends[2], epoch(report["receivedAt"]))
        elif "seenAt" in report:
            yield event("status", ends[0], "read", ends[1], ends[2], epoch(report["seenAt"]))
        elif "deletedAt" not in report:
            group = nested(report, "status", "groupName")
            error = report.get("error") or {}
            error = error if error.get("id") else {}
            yield event("status", ends[0], INFOBIP_STATUSES.get(group, group), ends[1], ends[2],
                        epoch(present(report.get("doneAt"), report.get("sentAt"))),
                        (present(error.get("id")),
                         present(error.get("description"), nested(report, "status", "description"),
                                 error.get("name"))))


# --- 360dialog: Meta's envelope is read as Meta's; this is the On-Premises form, lists at the top.


def is_dialog360(body):
    return isinstance(body, dict) and any(k in body for k in ("statuses", "messages", "errors"))


def dialog360(body):
    for update in body.get("statuses") or []:
        error = next(iter(update.get("errors") or []), {})
        status = update.get("status")
        yield event("status", update.get("id"), "rejected" if status == "failed" else status, None,
                    update.get("recipient_id"), epoch(update.get("timestamp")),
                    (present(error.get("code")),
                     present(nested(error, "error_data", "details"), error.get("details"),
                             error.get("message"), error.get("title"))))
    for message in body.get("messages") or []:
        yield event("inbound", message.get("id"), None, message.get("from"), None,
                    epoch(message.get("timestamp")))
    for _ in body.get("errors") or []:
        yield event("signal", None, None, None, None, None)


# --- Gupshup v2: outer time in milliseconds, inner in seconds; "gsId" is there once WhatsApp has it.


def is_gupshup(body):
    return isinstance(body, dict) and "app" in body and isinstance(body.get("payload"), dict)


def gupshup(body):
    payload, kind = body["payload"], body.get("type")
    if kind == "message-event":
        status, inner = payload.get("type"), payload.get("payload") or {}
        yield event("status", present(payload.get("gsId"), payload.get("id")),
                    {"enqueued": "accepted", "failed": "rejected"}.get(status, status),
                    body["app"], payload.get("destination"),
                    epoch(present(inner.get("ts"), body.get("timestamp"))),
                    (present(inner.get("code")), present(inner.get("reason"))))
    elif kind == "message":
        yield event("inbound", payload.get("id"), None,
                    present(payload.get("source"), nested(payload, "sender", "phone")), body["app"],
                    epoch(body.get("timestamp")))
    elif kind in ("template-event", "account-event"):
        yield event("signal", None, None, None, None, None)
