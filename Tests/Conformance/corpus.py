#!/usr/bin/env python3
"""Compares what `ticksheet map` makes of bodies that nobody here wrote with an independent reading.

usage: corpus.py CORPUS COMMAND…

CORPUS   a folder with meta-netflie/, meta-vaam/, meta-openapi/, messagebird-conversations/,
         messagebird-sdk/, bird-platform-2026/ and, where there are any, bird-channels/, twilio/,
         vonage/, infobip/, 360dialog/ and gupshup/; those that are missing are left out and named.
COMMAND  the program, such as .build/debug/ticksheet: `map --mapping NAME FILE` is put behind it and
         prints one JSON object a line; or any command with {mapping} and {file} in it.

What a body holds is read here from the providers' documentation alone: neither the mapping files
nor the program are looked at. Exit 0: all agree; 1: not all; 64: wrong call.
"""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import corpus_resellers as resellers
from corpus_values import decoded, epoch, phone, present

# Where MessageBird's words and Ticksheet's differ.
MESSAGEBIRD_STATUSES = {
    "pending": "accepted", "buffered": "accepted", "transmitted": "sent", "dispatched": "sent",
    "failed": "rejected", "delivery_failed": "rejected", "expired": "rejected",
}
# The statuses and their order of mention do not matter: a body is compared as a bag of events.
COMPARED = ("kind", "message", "status", "from", "to", "time", "code", "description")


def meta(body):
    """The events of a WhatsApp Cloud API body."""
    for entry in body.get("entry") or []:
        for change in entry.get("changes") or []:
            value = change.get("value") or {}
            if (change.get("field") or "messages") == "messages":
                yield from meta_messages(value)
            else:
                # Without a time of its own a signal has that of receipt, which is not compared.
                yield {"kind": "signal", "time": epoch(entry.get("time")), "message": None,
                       "status": None, "to": None}


def meta_messages(value):
    business = phone((value.get("metadata") or {}).get("display_phone_number"))
    for update in value.get("statuses") or []:
        error = next(iter(update.get("errors") or []), {})
        status = update.get("status")
        yield {
            "kind": "status",
            "message": present(update.get("id")),
            "status": "rejected" if status == "failed" else status,
            "from": business,
            "to": phone(meta_recipient(update, value)),
            "time": epoch(update.get("timestamp")),
            "code": present(error.get("code")),
            "description": present(
                (error.get("error_data") or {}).get("details"), error.get("details"),
                error.get("message"), error.get("title"),
            ),
        }
    for message in value.get("messages") or []:
        yield {
            "kind": "inbound",
            "message": present(message.get("id")),
            "status": None,
            "from": phone(present(message.get("from"), message.get("from_user_id"))),
            "to": business,
            "time": epoch(message.get("timestamp")),
        }
    for _ in value.get("errors") or []:
        yield {"kind": "signal", "message": None, "status": None, "to": None}


def meta_recipient(update, value):
    """Who an update is about: in a group the participant; a user id where the number is hidden."""
    contacts = value.get("contacts") or [{}]
    return present(
        update.get("recipient_participant_id"), update.get("participant_recipient_id"),
        update.get("recipient_participant_user_id"),
        update.get("recipient_id"), update.get("recipient_user_id"),
        contacts[0].get("wa_id"),
    )


def messagebird(body):
    """The events of a MessageBird Conversations webhook."""
    message = body.get("message")
    if not isinstance(message, dict):
        return
    error = message.get("error") or body.get("error") or {}
    contact = body.get("contact") or {}
    if message.get("direction") == "received":
        yield {
            "kind": "inbound",
            "message": message.get("id"),
            "status": None,
            "from": phone(present(message.get("from"), contact.get("msisdn"))),
            "to": phone(present(message.get("to"), message.get("channelId"))),
            "time": epoch(present(message.get("createdDatetime"), message.get("updatedDatetime"))),
        }
        return
    status = message.get("status")
    yield {
        "kind": "status",
        "message": message.get("id"),
        "status": MESSAGEBIRD_STATUSES.get(status, status),
        "from": phone(present(message.get("from"), message.get("channelId"))),
        "to": phone(present(message.get("to"), contact.get("msisdn"))),
        "time": epoch(present(message.get("updatedDatetime"), message.get("createdDatetime"))),
        "code": present(error.get("code")),
        "description": present(error.get("description")),
    }


def is_meta(body):
    return isinstance(body, dict) and isinstance(body.get("entry"), list)


def is_messagebird(body):
    return (
        isinstance(body, dict)
        and str(body.get("type", "")).split(".")[0] in ("message", "conversation")
        and (isinstance(body.get("message"), dict) or isinstance(body.get("conversation"), dict))
    )


# Folder, file pattern, mapping, what is a webhook at all, how it is read.
SUITES = [
    ("meta-netflie", "*.json", "meta-cloud-api", is_meta, meta),
    ("meta-vaam", "*.json", "meta-cloud-api", is_meta, meta),
    ("meta-openapi", "whatsapp_webhooks*.json", "meta-cloud-api", is_meta, meta),
    ("messagebird-conversations", "*.json", "messagebird-conversations", is_messagebird,
     messagebird),
    ("messagebird-sdk", "*.json", "messagebird-conversations", is_messagebird, messagebird),
    # Meta's own bodies reach 360dialog's customers as they are.
    ("meta-netflie", "*.json", "360dialog", is_meta, meta),
    ("meta-vaam", "*.json", "360dialog", is_meta, meta),
    ("360dialog", "*.json", "360dialog", resellers.is_dialog360, resellers.dialog360),
    ("bird-platform-2026", "*.json", "bird-platform", resellers.is_bird_platform,
     resellers.bird_platform),
    ("bird-channels", "*.json", "bird-channels", resellers.is_bird_channels,
     resellers.bird_channels),
    ("twilio", "*.form", "twilio", resellers.is_twilio, resellers.twilio),
    ("vonage", "*.json", "vonage", resellers.is_vonage, resellers.vonage),
    ("infobip", "*.json", "infobip", resellers.is_infobip, resellers.infobip),
    ("gupshup", "*.json", "gupshup", resellers.is_gupshup, resellers.gupshup),
]


def mapped(command, mapping, file):
    """What the program makes of a body, and what it says on standard error."""
    if not any("{file}" in word for word in command):
        command = [*command, "map", "--mapping", "{mapping}", "{file}"]
    words = [word.replace("{mapping}", mapping).replace("{file}", str(file)) for word in command]
    try:
        done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    except OSError as error:
        raise SystemExit(f"{words[0]}: {error.strerror}; expected a program that maps") from error
    if done.returncode not in (0, 65):
        raise SystemExit(f"{' '.join(words)}: exit {done.returncode}\n{done.stderr}")
    events = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
    for event in events:
        event["time"] = epoch(event.get("time"))
    return events, done.returncode, done.stderr.strip()


def bag(events, wanted):
    """Events as a bag of the parts that are compared, so that order does not matter."""
    return Counter(tuple(str(event.get(key)) for key in wanted) for event in events)


def differences(expected, found):
    """What differs, one line each; what the documentation leaves open is not compared."""
    lines = []
    for kind in ("status", "inbound", "signal"):
        mine = [event for event in expected if event["kind"] == kind]
        theirs = [event for event in found if event.get("kind") == kind]
        if len(mine) != len(theirs):
            lines.append(f"{len(mine)} {kind} expected, {len(theirs)} found")
            continue
        wanted = [key for key in COMPARED if mine and key in mine[0] and mine[0][key] is not None]
        if kind == "status":
            # A time that the body does not tell is that of receipt.
            is_timed = all(event["time"] is not None for event in mine)
            wanted = [key for key in COMPARED if key != "time" or is_timed]
        missing = bag(mine, wanted) - bag(theirs, wanted)
        spare = bag(theirs, wanted) - bag(mine, wanted)
        lines += [f"expected {dict(zip(wanted, part))}" for part in missing.elements()]
        lines += [f"found    {dict(zip(wanted, part))}" for part in spare.elements()]
    return lines


def main(arguments):
    if len(arguments) < 3 or not Path(arguments[1]).is_dir():
        print(__doc__, file=sys.stderr)
        return 64
    corpus, command = Path(arguments[1]), arguments[2:]
    bodies = events = wrong = 0
    for folder, pattern, mapping, is_webhook, read in SUITES:
        if not (corpus / folder).is_dir():
            print(f"left out: {folder} is not in {corpus}")
            continue
        for file in sorted((corpus / folder).glob(pattern)):
            body = decoded(file)
            if not is_webhook(body):
                continue
            expected = list(read(body))
            found, code, said = mapped(command, mapping, file)
            lines = differences(expected, found)
            # A body of this provider whose every event has a time and an identity has no problem.
            if code == 65:
                lines.append(f"a problem: {said}")
            bodies += 1
            events += len(expected)
            wrong += bool(lines)
            for line in lines:
                print(f"{folder}/{file.name}: {line}")
    print(f"{bodies} bodies, {events} events, {wrong} bodies differ")
    return 1 if wrong or bodies == 0 or events == 0 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
