"""What bodies of WhatsApp itself hold: Cloud API and, through 360dialog, On-Premises.

Read from Meta's documentation alone: neither the mapping files nor the program were looked at.
"""
from corpus_values import epoch, event, nested, phone, present


def is_meta(body):
    return isinstance(body, dict) and isinstance(body.get("entry"), list)


def meta(body):
    """The events of a WhatsApp Cloud API body."""
    for entry in body.get("entry") or []:
        for change in entry.get("changes") or []:
            value = change.get("value") or {}
            if (change.get("field") or "messages") == "messages":
                yield from meta_messages(value)
            else:
                yield meta_signal(change["field"], value, epoch(entry.get("time")))


def meta_signal(field, value, time):
    """What Meta says of a number, a template or an account. It is no message: it has no status."""
    reason = value.get("reason")
    return event(
        "signal", time, signal=field, value=value,
        # What happened: a word for it, a template's new score, or what a review decided.
        event=present(value.get("event"), value.get("new_quality_score"), value.get("decision")),
        template=present(value.get("message_template_name")),
        description=present(None if reason == "NONE" else reason,
                            nested(value, "rejection_info", "reason"),
                            nested(value, "other_info", "description"),
                            nested(value, "alert_info", "alert_description")),
        **{"from": phone(present(value.get("display_phone_number")))})


def meta_messages(value):
    business = phone((value.get("metadata") or {}).get("display_phone_number"))
    for update in value.get("statuses") or []:
        yield meta_status(update, business, meta_recipient(update, value))
    for message in value.get("messages") or []:
        yield event(
            "inbound", epoch(message.get("timestamp")), channel="whatsapp", to=business,
            message=present(message.get("id")), type=present(message.get("type")),
            **{"from": phone(present(message.get("from"), message.get("from_user_id")))})
    for error in value.get("errors") or []:
        yield meta_trouble(error, business)


def meta_status(update, sender, recipient):
    status = update.get("status")
    code, description = meta_error(next(iter(update.get("errors") or []), {}))
    return event(
        "status", epoch(update.get("timestamp")), channel="whatsapp",
        message=present(update.get("id")), status="rejected" if status == "failed" else status,
        to=phone(recipient), code=code, description=description,
        campaign=present(update.get("biz_opaque_callback_data")), participant=participant(update),
        **{"from": sender})


def meta_error(error):
    details = (error.get("error_data") or {}).get("details")
    return present(error.get("code")), present(
        details, error.get("details"), error.get("message"), error.get("title"))


def meta_trouble(error, business=None):
    """An error of the account or the system: of no message, and of no time."""
    code, description = meta_error(error)
    return event("signal", None, signal="errors", code=code, description=description,
                 **{"from": business})


def participant(update):
    """Whose copy of a message to a group an update is about."""
    return present(
        update.get("recipient_participant_id"), update.get("participant_recipient_id"),
        update.get("recipient_participant_user_id"),
        update.get("recipient_participant_parent_user_id"))


def meta_recipient(update, value):
    """Who an update is about: in a group the participant; a user id where the number is hidden.

    Contacts are those of all updates and incoming messages of a change: one that stands alone beside
    an update alone is that update's.
    """
    contacts = value.get("contacts") or []
    is_alone = len(contacts) == len(value["statuses"]) == 1 and not value.get("messages")
    return present(
        participant(update), update.get("recipient_id"), update.get("recipient_user_id"),
        update.get("recipient_parent_user_id"), contacts[0].get("wa_id") if is_alone else None)


# --- 360dialog: Meta's envelope is read as Meta's; this is the On-Premises form, lists at the top.


def is_dialog360(body):
    return isinstance(body, dict) and any(k in body for k in ("statuses", "messages", "errors"))


def dialog360(body):
    for update in body.get("statuses") or []:
        yield meta_status(update, None, present(update.get("recipient_id")))
    for message in body.get("messages") or []:
        yield event("inbound", epoch(message.get("timestamp")), channel="whatsapp",
                    message=message.get("id"), type=present(message.get("type")),
                    **{"from": phone(present(message.get("from")))})
    for error in body.get("errors") or []:
        yield meta_trouble(error)
