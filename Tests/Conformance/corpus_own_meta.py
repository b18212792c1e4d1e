"""Bodies of our own of WhatsApp's Cloud API: campaigns, hidden numbers, groups, signals."""

AT = "1772366400"
METADATA = {"display_phone_number": "+1 555-000-1111", "phone_number_id": "106540352242922"}
GROUP = {"recipient_id": "Y2FwaV9ncm91cA", "recipient_type": "group"}


def change(field, value, **entry):
    return {"object": "whatsapp_business_account", "entry": [
        {"id": "102290129340398", **entry, "changes": [{"field": field, "value": value}]}]}


def messages(**value):
    return change("messages", {"messaging_product": "whatsapp", "metadata": METADATA, **value})


def status(word, **more):
    return {"id": "wamid.1", "status": word, "timestamp": AT, **more}


def contact(user, number=None):
    known = {"wa_id": number} if number else {}
    return {"profile": {"name": "N"}, "user_id": user, **known}


def template(field, **value):
    return change(field, {"message_template_id": 594425479261596, "message_template_name": "promo",
                          "message_template_language": "es-CO", **value}, time=1772366400)


BODIES = [
    messages(statuses=[status("sent", recipient_id="573001112233",
                              biz_opaque_callback_data="spring", type="message",
                              pricing={"billable": True, "category": "marketing"},
                              conversation={"id": "c-1", "origin": {"type": "marketing"}})]),
    messages(statuses=[status("failed", recipient_id="573001112233", biz_opaque_callback_data=" ",
                              errors=[{"code": 131026, "title": "Message undeliverable",
                                       "message": "Undeliverable",
                                       "error_data": {"details": "Unable to deliver."}}])]),
    # Sent to a user id whose number is known, and to one whose number is hidden.
    messages(contacts=[contact("CO.1", "573001112233")],
             statuses=[status("delivered", recipient_user_id="CO.1")]),
    messages(contacts=[contact("CO.1")],
             statuses=[status("read", recipient_id="", recipient_user_id="CO.1",
                              recipient_parent_user_id="CO.ENT.1")]),
    messages(statuses=[status("sent", recipient_parent_user_id="CO.ENT.1")]),
    # Several in one change: a contact is another one's too.
    messages(contacts=[contact("CO.2", "573001112244"), contact("CO.1")],
             statuses=[status("read", recipient_user_id="CO.1"),
                       status("sent", id="wamid.2", recipient_id="573001112244",
                              recipient_user_id="CO.2")]),
    # Copies of one message to a group.
    messages(contacts=[contact("CO.1"), contact("CO.2", "573001112233")],
             statuses=[status("delivered", **GROUP, recipient_participant_id="573001112233",
                              recipient_participant_user_id="CO.2"),
                       status("delivered", **GROUP, recipient_participant_user_id="CO.1",
                              recipient_participant_parent_user_id="CO.ENT.1"),
                       status("delivered", **GROUP,
                              recipient_participant_parent_user_id="CO.ENT.3"),
                       status("read", **GROUP, participant_recipient_id="573001112255")]),
    messages(statuses=[status("played", recipient_id="573001112233"),
                       status("in_orbit", recipient_id="573001112233")],
             messages=[{"id": "wamid.3", "from_user_id": "CO.1", "timestamp": AT, "type": "text"}],
             errors=[{"code": 130429, "title": "Rate limit hit"},
                     {"code": 0, "title": "T", "details": "Try again later"}]),
    # Nobody is named: a contact is whose it can be alone.
    messages(contacts=[contact("CO.1", "573001112233")], statuses=[status("sent")]),
    messages(contacts=[contact("CO.1", "573001112233")],
             statuses=[status("sent"), status("sent", id="wamid.2")]),
    messages(contacts=[contact("CO.1", "573001112233")], statuses=[status("sent")],
             messages=[{"id": "wamid.3", "from": "573001112233", "timestamp": AT, "type": "text"}]),
    template("message_template_status_update", event="PAUSED", reason="NONE",
             other_info={"title": "FIRST_PAUSE", "description": "For 3 hours."}),
    template("message_template_status_update", event="REJECTED", reason="INVALID_FORMAT",
             rejection_info={"reason": "A variable has no sample", "recommendation": "Add one"}),
    template("message_template_status_update", event="APPROVED", reason=None),
    template("message_template_quality_update", previous_quality_score="GREEN",
             new_quality_score="YELLOW"),
    template("message_template_status_update", previous_quality_score="GREEN",
             new_quality_score="RED"),
    template("template_category_update", previous_category="UTILITY", new_category="MARKETING"),
    change("phone_number_quality_update", {
        "display_phone_number": "15550001111", "event": "THROUGHPUT_UPGRADE",
        "current_limit": "TIER_UNLIMITED"}, time=1772366400),
    change("account_update", {"event": "DISABLED_UPDATE",
                              "ban_info": {"waba_ban_state": "DISABLE"}}, time=1772366400),
    change("account_alerts", {"entity_type": "BUSINESS", "entity_id": "1", "alert_info": {
        "alert_severity": "CRITICAL", "alert_type": "OBA_REJECTED",
        "alert_description": "Verify the business"}}, time=1772366400),
    change("account_review_update", {"decision": "APPROVED"}, time=1772366400),
]
