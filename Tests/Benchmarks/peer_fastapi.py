"""What a team would write itself: FastAPI and SQLite, as safe as the product.

The body's signature is checked, copies are known by a unique key, and the 200 leaves after a
commit that is synced to disk.
"""

import hashlib
import hmac
import json
import os
import sqlite3
import time

from fastapi import FastAPI, Request, Response

secret = os.environ["PEER_SECRET"].encode()
database = sqlite3.connect(os.environ["PEER_DATABASE"], isolation_level=None, timeout=10)
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = FULL")
database.execute(
    """
    CREATE TABLE IF NOT EXISTS events (
        id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, received INTEGER NOT NULL,
        time INTEGER NOT NULL, sender TEXT, recipient TEXT, status TEXT, code INTEGER,
        description TEXT, body BLOB NOT NULL
    )
    """
)
app = FastAPI(openapi_url=None)


# One commit for each request, in its worker: grouping them would be the product's own work.
@app.post("/webhooks/meta")
async def receive(request: Request):
    body = await request.body()
    given = request.headers.get("x-hub-signature-256", "")
    expected = "sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(given, expected):
        return Response(status_code=401)
    now = int(time.time())
    rows = []
    for entry in json.loads(body)["entry"]:
        for change in entry["changes"]:
            value = change["value"]
            sender = value["metadata"]["display_phone_number"]
            for update in value.get("statuses", ()):
                error = (update.get("errors") or [{}])[0]
                rows.append((
                    f"{value['metadata']['phone_number_id']}|{update['id']}|{update['status']}",
                    now, int(update["timestamp"]), "+" + sender, "+" + update["recipient_id"],
                    update["status"], error.get("code"),
                    error.get("error_data", {}).get("details"), body,
                ))
    database.execute("BEGIN IMMEDIATE")
    for row in rows:
        database.execute(
            "INSERT OR IGNORE INTO events (key, received, time, sender, recipient, status, code, "
            "description, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    database.execute("COMMIT")
    return Response(status_code=200)
