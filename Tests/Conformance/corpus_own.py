"""Bodies of our own for what no corpus has, as the providers' documentation describes them.

What they hold is not written down here: an independent reading and the program are compared.
"""
import json
import os
from urllib.parse import urlencode

import corpus_own_meta

AT, LATER = "2026-03-01T12:00:00Z", "2026-03-01T12:00:07.250Z"
CHANNELS = {"channelId": "ch-1", "direction": "outgoing", "createdAt": AT,
            "sender": {"connector": {"id": "co", "identifierValue": "+15550001111"}},
            "receiver": {"contacts": [
                {"identifierKey": "whatsappbsuid", "identifierValue": "CO.1"},
                {"identifierKey": "phonenumber", "identifierValue": "+573001112233"}]}}
TWILIO = {"MessageSid": "SM1", "SmsSid": "SM1", "AccountSid": "AC1", "ApiVersion": "2010-04-01",
          "From": "whatsapp:+15550001111", "To": "whatsapp:+573001112233"}
VONAGE = {"message_uuid": "u-1", "to": "573001112233", "from": "15550001111", "timestamp": AT,
          "channel": "whatsapp"}
INFOBIP = {"messageId": "m-1", "to": "573001112233", "sentAt": "2026-03-01T11:59:00.000+0000"}
NO_ERROR = {"groupId": 0, "groupName": "OK", "id": 0, "name": "NO_ERROR", "permanent": False}


def channels(status, **more):
    return {"service": "channels", "event": "whatsapp.outbound",
            "payload": {"id": "m-1", "status": status, **CHANNELS, **more}}


def infobip(group, error, **more):
    status = {"groupId": 1, "groupName": group, "id": 7, "name": "N", "description": "What happened"}
    return {**INFOBIP, "doneAt": "2026-03-01T12:00:00.000+0000", "status": status, "error": error,
            **more}


def gupshup(kind, payload):
    return {"app": "AcmeShop", "timestamp": 1772366405123, "version": 2, "type": kind,
            "payload": payload}


def platform(kind, **more):
    return {"type": kind, "timestamp": AT, "data": {
        "whatsapp_id": "wam_1", "workspace_id": "ws_1", "direction": "outbound",
        "from": {"phone_number": "+15550001111"}, "to": {"phone_number": "+573001112233"}, **more}}


def dialog360(status, **more):
    return {"id": "gBGG", "status": status, "timestamp": "1772366400",
            "recipient_id": "573001112233", **more}


def messagebird(kind, message, **more):
    return {"type": kind, "message": {
        "id": "m-1", "conversationId": "c-1", "channelId": "ch-1", "direction": "sent",
        "status": "sent", "type": "text", "content": {"text": "hi"}, "createdDatetime": AT,
        **message}, **more}


BODIES = {
    "meta": corpus_own_meta.BODIES,
    "messagebird": [
        messagebird("message.updated", {"platform": "whatsapp", "status": "delivered", "type": "hsm",
                                        "to": "+573001112233", "from": "+15550001111",
                                        "updatedDatetime": "2026-03-01T12:00:07.123456789Z",
                                        "content": {"hsm": {"namespace": "n", "templateName": "promo",
                                                            "language": {"code": "es"}}},
                                        "source": {"campaign": "c-7"}}),
        messagebird("message.status", {"platform": "sms", "status": "failed"},
                    contact={"msisdn": 573001112233},
                    error={"code": 302, "description": "Not on WhatsApp"}),
        messagebird("message.updated", {"status": "rejected", "error": {"code": 470}}),
        messagebird("message.created", {"platform": "whatsapp", "direction": "received",
                                        "status": "received", "type": "image"},
                    contact={"msisdn": 573001112233}),
        {"type": "conversation.created", "conversation": {"id": "c-1", "status": "active"}},
    ],
    "bird-flows": [
        *(messagebird("message.status", {"platform": "whatsapp", "status": word})
          for word in ("accepted", "sent", "delivered", "read", "rejected")),
        messagebird("message.status", {"status": "failed", "to": "+573001112233"},
                    error={"code": 302, "description": "Not on WhatsApp"}),
        {"type": "message.status", "message": {"id": "m-1", "status": "sent"}},
    ],
    "bird-channels": [
        *(channels(status) for status in (
            "accepted", "processing", "scheduled", "sent", "delivered", "read", "rejected", "skipped",
            "deleted")),
        channels("sent", lastStatusAt=LATER, updatedAt=AT, reason="", details=""),
        channels("delivery_failed", reason="code: 1", failure={
            "code": 15005, "source": {"name": "sms-messagebird", "code": "1"}}),
        channels("sending_failed", details="later", failure={"source": {"code": "1"}}),
        channels("accepted", reference="spring", template={"projectId": "p-1", "version": "v-1",
                                                           "locale": "es", "parameters": []}),
        channels("sent", receiver={"contacts": [
            {"identifierKey": "whatsappbsuid", "identifierValue": "CO.1"}]}),
        channels("sent", receiver={"contacts": []},
                 meta={"extraInformation": {"whatsappbsuid": "CO.1"}}),
        {"service": "channels", "event": "sms.outbound",
         "payload": {"id": "m-1", "status": "sent", **CHANNELS}},
        {"payload": {"id": "m-1", "channelId": "ch-1", "status": "sent", "createdAt": AT}},
        {"service": "channels", "event": "whatsapp.interaction", "payload": {
            "type": "read", "messageId": "m-1", "channelId": "ch-1", "createdAt": AT}},
        {"service": "channels", "event": "whatsapp.inbound", "payload": {
            "id": "m-2", "channelId": "ch-1", "direction": "incoming", "status": "delivered",
            "createdAt": AT, "sender": {"contact": {"identifierValue": "+573001112233"}},
            "receiver": {"connector": {"identifierValue": ""}}}},
        {"service": "channels", "event": "whatsapp.inbound", "payload": {
            "id": "m-2", "channelId": "ch-1", "direction": "incoming", "createdAt": AT,
            "sender": {"contact": {"identifierKey": "whatsappbsuid", "identifierValue": "CO.1"}},
            "receiver": {"connector": {"identifierValue": "+15550001111"}},
            "body": {"type": "text", "text": {"text": "hi"}}}},
        {"service": "channels", "event": "whatsapp.inbound", "payload": {
            "id": "m-3", "channelId": "ch-1", "direction": "incoming", "createdAt": AT,
            "meta": {"extraInformation": {"whatsappbsuid": "CO.1"}}}},
        {"service": "templates", "event": "template.updated", "payload": {"id": "t-1"}},
    ],
    "twilio": [
        *({**TWILIO, "MessageStatus": status, "SmsStatus": status} for status in (
            "accepted", "scheduled", "queued", "sending", "sent", "delivered", "read", "canceled")),
        {**TWILIO, "MessageStatus": "undelivered", "ErrorCode": "63024",
         "ErrorMessage": "a & b = c + d ü"},
        {**TWILIO, "MessageStatus": "failed", "ErrorCode": "30005", "ErrorMessage": ""},
        {"MessageSid": "SM1", "MessageStatus": "read"},
        {"MessageSid": "SM1", "MessageStatus": "read", "ChannelPrefix": "whatsapp",
         "EventType": "READ"},
        {"MessageSid": "SM1", "MessageStatus": "sent", "ChannelPrefix": "messenger"},
        {"SmsSid": "SM1", "SmsStatus": "sent", "From": "AcmeShop", "To": "+573001112233"},
        {**TWILIO, "SmsStatus": "received", "NumMedia": "0", "Body": "hi"},
        {"MessageSid": "SM2", "SmsStatus": "received", "NumMedia": "0", "Body": "hi",
         "ExternalUserId": "whatsapp:CO.1", "To": "whatsapp:+15550001111"},
    ],
    "vonage": [
        *({**VONAGE, "status": status} for status in ("submitted", "delivered", "read")),
        {**VONAGE, "status": "rejected", "error": {
            "type": "https://example.com/errors#1022", "title": "1022", "detail": "Bad number"}},
        {**VONAGE, "status": "undeliverable", "error": {"title": 1260}},
        {"message_uuid": "u-2", "timestamp": LATER, "status": "read",
         "whatsapp": {"recipient": {"user_id": "CO.1"}}},
        {**VONAGE, "status": "submitted", "client_ref": "spring"},
        {"message_uuid": "u-3", "timestamp": AT, "status": "delivered", "channel": "sms",
         "to": "573001112233", "from": "AcmeShop"},
        {**VONAGE, "message_type": "text", "text": "hi"},
    ],
    "infobip": [
        {"results": [infobip("PENDING", NO_ERROR), infobip("DELIVERED", NO_ERROR),
                     infobip("EXPIRED", {**NO_ERROR, "id": 5, "name": "EC_X"}),
                     {**INFOBIP, "status": {"id": 1, "groupName": "UNDELIVERABLE"}},
                     infobip("REJECTED", {"id": 1, "name": "EC_UNKNOWN_SUBSCRIBER",
                                          "description": "Unknown subscriber", "permanent": True})]},
        {"results": [infobip("DELIVERED", NO_ERROR, callbackData="spring"),
                     infobip("DELIVERED", NO_ERROR, callbackData="row 7",
                             campaignReferenceId="spring"),
                     infobip("DELIVERED", NO_ERROR, bulkId="b-1", channel="WHATSAPP"),
                     infobip("DELIVERED", NO_ERROR, channel="SMS", status={
                         "groupId": 3, "groupName": "DELIVERED", "id": 2,
                         "name": "DELIVERED_TO_OPERATOR", "description": "To the operator"})]},
        {"results": [{**INFOBIP, "from": "15550001111",
                      "seenAt": "2026-03-01T12:00:00.123+0100"}]},
        {"results": [{"messageId": "m-2", "from": "573001112233", "to": "15550001111",
                      "receivedAt": "2026-03-01T12:00:00.000+0000", "message": {"type": "TEXT"},
                      "integrationType": "WHATSAPP"}]},
        {"results": [{"messageId": "m-2", "deletedAt": "2026-03-01T12:00:00.000+0000"}]},
        {"results": []},
    ],
    "360dialog": [
        {"statuses": [dialog360("sent"), dialog360("read"), dialog360("warning")]},
        {"statuses": [dialog360("failed", errors=[
            {"code": 1026, "title": "Receiver incapable", "details": "Not on WhatsApp"}])]},
        {"contacts": [{"wa_id": "573001112233"}], "messages": [
            {"id": "ABGG", "from": "573001112233", "timestamp": "1772366400", "type": "text"}]},
        {"errors": [{"code": 1014, "title": "Internal error"}]},
    ],
    "turn-io": [
        {"statuses": [dialog360("sent", conversation={"id": "c-1"}), dialog360("delivered"),
                      dialog360("read", type="message"), dialog360("in_orbit")]},
        {"statuses": [dialog360("failed", errors=[{"code": 470, "title": "Outside the window"}])]},
        {"statuses": [dialog360("failed", recipient_id="", errors=[
            {"code": "1026", "title": "Receiver incapable", "message": "Not on WhatsApp",
             "href": "https://a.example"}])]},
        {"contacts": [{"profile": {"name": "A"}, "wa_id": "573001112233"}], "messages": [
            {"id": "ABGG", "from": "573001112233", "timestamp": "1772366400", "type": "text",
             "text": {"body": "hi"}}], "statuses": [dialog360("read")]},
        {"errors": [{"code": 1014, "title": "Internal error"}]},
        {"statuses": []},
        # What the subscription "turn" repeats is a request, no webhook.
        {"to": "573001112233", "type": "text", "text": {"body": "hi"}},
    ],
    "bird-platform-2026": [
        platform("whatsapp.sent", tags=[{"name": "category", "value": "welcome"},
                                        {"name": "campaign", "value": "spring"}],
                 metadata={"order_id": "o-1"}),
        platform("whatsapp.delivered", tags=[], to={"bsuid": "CO.1"}),
        platform("whatsapp.rejected", error={"code": "undeliverable", "description": "No",
                                             "meta_error_code": "131026", "occurred_at": LATER}),
        platform("whatsapp.received", direction="inbound"),
        {"type": "voice_call.ended", "timestamp": AT, "data": {"voice_call_id": "v-1"}},
    ],
    "gupshup": [
        gupshup("message-event", {"id": "gs-1", "type": "enqueued", "destination": "573001112233",
                                  "payload": {"whatsappMessageId": "wamid.1", "type": "session"}}),
        *(gupshup("message-event", {"id": "wamid.1", "gsId": "gs-1", "type": status,
                                    "destination": "573001112233", "payload": {"ts": 1772366400}})
          for status in ("sent", "delivered", "read")),
        gupshup("message-event", {"id": "gs-1", "type": "failed", "destination": "573001112233",
                                  "payload": {"code": 1002, "reason": "Not on WhatsApp"}}),
        gupshup("message", {"id": "wamid.2", "source": "573001112233", "type": "text",
                            "payload": {"text": "hi"}, "sender": {"phone": "573001112233"}}),
        gupshup("template-event", {"id": "t-1", "status": "rejected", "type": "status-update",
                                   "elementName": "promo", "rejectedReason": "Too promotional"}),
        gupshup("user-event", {"phone": "573001112233", "type": "opted-in"}),
    ],
}


def write(folder):
    """Writes all bodies as corpus.py expects them."""
    for name, bodies in BODIES.items():
        os.makedirs(os.path.join(folder, name))
        for number, body in enumerate(bodies, 1):
            is_form = name == "twilio"
            path = os.path.join(folder, name, f"{number:02}.{'form' if is_form else 'json'}")
            with open(path, "w", encoding="utf-8") as file:
                file.write(urlencode(body) if is_form else json.dumps(body))
