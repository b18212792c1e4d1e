"""What bodies of MessageBird and Bird hold: Conversations, Channels and the platform of 2026.

Read from their documentation alone: neither the mapping files nor the program were looked at.
"""
from corpus_values import epoch, event, nested, phone, present

# --- MessageBird Conversations: {type, contact, conversation, message}; "platform" is the channel.

MESSAGEBIRD_STATUSES = {
    "pending": "accepted", "buffered": "accepted", "transmitted": "sent", "dispatched": "sent",
    "failed": "rejected", "delivery_failed": "rejected", "expired": "rejected",
}


def is_messagebird(body):
    return (
        isinstance(body, dict)
        and str(body.get("type", "")).split(".")[0] in ("message", "conversation")
        and (isinstance(body.get("message"), dict) or isinstance(body.get("conversation"), dict))
    )


def messagebird(body):
    message, contact = body.get("message"), body.get("contact") or {}
    if not isinstance(message, dict):
        return
    channel = present(message.get("platform"))
    created, updated = message.get("createdDatetime"), message.get("updatedDatetime")
    if message.get("direction") == "received":
        yield event(
            "inbound", epoch(present(created, updated)), message=message.get("id"), channel=channel,
            type=present(message.get("type")),
            to=phone(present(message.get("to"), message.get("channelId"))),
            **{"from": phone(present(message.get("from"), contact.get("msisdn")))})
        return
    status, error = message.get("status"), message.get("error") or body.get("error") or {}
    yield event(
        "status", epoch(present(updated, created)), message=message.get("id"), channel=channel,
        status=MESSAGEBIRD_STATUSES.get(status, status),
        to=phone(present(message.get("to"), contact.get("msisdn"))),
        code=present(error.get("code")), description=present(error.get("description")),
        template=present(nested(message, "content", "hsm", "templateName")),
        **{"from": phone(present(message.get("from"), message.get("channelId")))})


# --- Bird Channels: {service, event, payload}; reads are interactions that name "messageId".

BIRD_STATUSES = {"processing": "accepted", "scheduled": "accepted", "sending_failed": "rejected",
                 "delivery_failed": "rejected"}


def is_bird_channels(body):
    return isinstance(body, dict) and isinstance(body.get("payload"), dict)


def bird_channels(body):
    payload = body["payload"]
    created, updated = payload.get("createdAt"), payload.get("updatedAt")
    if body.get("service", "channels") != "channels":
        yield event("signal", epoch(present(updated, created)), signal=body["service"],
                    event=present(body.get("event")), value=payload)
        return
    # "whatsapp.outbound": the channel, then what happened on it.
    channel = present((body.get("event") or "").partition(".")[0])
    if "messageId" in payload:
        yield event("status", epoch(created), message=payload["messageId"], channel=channel,
                    status=payload.get("type"), **{"from": present(payload.get("channelId"))})
    elif payload.get("direction") == "incoming" or nested(payload, "sender", "contact"):
        yield event(
            "inbound", epoch(present(created, updated)), message=payload.get("id"), channel=channel,
            type=present(nested(payload, "body", "type")),
            to=phone(present(nested(payload, "receiver", "connector", "identifierValue"),
                             payload.get("channelId"))),
            **{"from": phone(present(nested(payload, "sender", "contact", "identifierValue"),
                                    bird_user(payload)))})
    else:
        yield bird_channels_status(payload, channel)


def bird_user(payload):
    """Who hides the number has an id only."""
    return nested(payload, "meta", "extraInformation", "whatsappbsuid")


def bird_channels_status(payload, channel):
    contacts = nested(payload, "receiver", "contacts") or [{}]
    numbers = [c for c in contacts if c.get("identifierKey") == "phonenumber"]
    status, failure = payload.get("status"), payload.get("failure") or {}
    return event(
        "status", epoch(present(payload.get("lastStatusAt"), payload.get("updatedAt"),
                                payload.get("createdAt"))),
        message=payload.get("id"), channel=channel, status=BIRD_STATUSES.get(status, status),
        to=phone(present((numbers or contacts)[0].get("identifierValue"),
                         bird_user(payload))),
        code=present(failure.get("code"), nested(failure, "source", "code")),
        description=present(failure.get("description"), payload.get("reason"),
                            payload.get("details")),
        campaign=present(payload.get("reference")),
        template=present(nested(payload, "template", "projectId")),
        **{"from": phone(present(nested(payload, "sender", "connector", "identifierValue"),
                                 payload.get("channelId")))})


# --- Bird platform: the end of "type" is the status. Calls and mails are no messages.

PLATFORM_STATUSES = {"failed": "rejected", "rejected": "rejected", "accepted": "accepted",
                     "sent": "sent", "delivered": "delivered", "read": "read"}


def is_bird_platform(body):
    return isinstance(body, dict) and isinstance(body.get("type"), str) and "data" in body


def bird_platform(body):
    channel, _, word = body["type"].partition(".")
    data, error = body["data"], body["data"].get("error") or {}
    # Where the event has no time, and its error none either, that of receipt stands in.
    given = body.get("timestamp")
    time = epoch(present(given if isinstance(given, (str, int, float)) else None,
                         error.get("occurred_at")))
    status = PLATFORM_STATUSES.get(word, body["type"])
    if channel == "whatsapp":
        sender, recipient = data.get("from") or {}, data.get("to") or {}
        message = data.get("whatsapp_id")
        sender = present(sender.get("phone_number"), sender.get("bsuid"))
        recipient = present(recipient.get("phone_number"), recipient.get("bsuid"))
        code = present(error.get("meta_error_code"), error.get("code"))
    elif channel == "sms":
        message, sender, recipient = data.get("sms_id"), data.get("from"), data.get("to")
        code = present(error.get("code"), error.get("carrier_error_code"))
        # "undelivered" is no end: the carrier goes on trying.
        status = {"expired": "rejected", "undelivered": "undelivered"}.get(word, status)
    else:
        return
    ends = {"message": message, "channel": channel, "from": phone(sender), "to": phone(recipient)}
    if word == "received":
        yield event("inbound", time, **ends)
    else:
        # Tags are the sender's own: the one that names a campaign is one.
        tags = {tag.get("name"): tag.get("value") for tag in data.get("tags") or []}
        yield event("status", time, status=status, code=code, reason=present(error.get("code")),
                    description=present(error.get("description")),
                    campaign=present(tags.get("campaign")), **ends)
