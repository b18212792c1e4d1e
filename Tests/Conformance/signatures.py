"""Each kind of `verify`, over HTTP: what is signed as its documentation says is taken, and nothing else.

The signatures are made here, from the formulas; the vectors of others that TICKSHEET_CORPUS holds in
signature-vectors.json are sent as they stand there.
"""
import base64
import hashlib
import hmac
import http.client
import json
import os
import time
from urllib.parse import urlencode, urlsplit

from result import Result

BASE = "https://mycompany.com"
FORM = "application/x-www-form-urlencoded"
SECRET = "a secret of the check"
WHSEC = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
BODY = json.dumps({"message": "m", "time": "2026-03-01T12:00:00Z", "status": "sent"}).encode()
# Kind, path, mapping, the key of its secrets.
KINDS = [
    ("meta", "/meta", "meta-cloud-api", "appSecrets"),
    ("messagebird", "/messagebird", "custom", "signingKeys"),
    ("bird-channels", "/bird", "custom", "signingKeys"),
    ("standard-webhooks", "/standard", "custom", "secrets"),
    ("twilio", "/myapp.php", "twilio", "authTokens"),
    ("vonage", "/vonage", "custom", "signatureSecrets"),
]


def b64(digest):
    return base64.b64encode(digest).decode()


def mac(key, text, algorithm="sha256"):
    key = key.encode() if isinstance(key, str) else key
    return hmac.new(key, text, algorithm).digest()


def sha256(body):
    return hashlib.sha256(body)


def meta(secret, path, body):
    return {"X-Hub-Signature-256": "sha256=" + mac(secret, body).hex()}


def messagebird(secret, path, body, at="1544544948"):
    query = "&".join(sorted(urlsplit(path).query.split("&")))
    text = f"{at}\n{query}\n".encode() + sha256(body).digest()
    return {"MessageBird-Signature": b64(mac(secret, text)), "MessageBird-Request-Timestamp": at}


def bird_channels(secret, path, body, at=None):
    # A delivery that Bird repeats has the time of the first one.
    at = at or str(int(time.time()) - 20 * 3600)
    text = f"{at}\n{BASE}{path}\n".encode() + sha256(body).digest()
    return {"MessageBird-Signature": b64(mac(secret, text)), "MessageBird-Request-Timestamp": at}


def standard_webhooks(secret, path, body, at=None, name="msg_1"):
    at = at or str(int(time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    found = "v1," + b64(mac(key, f"{name}.{at}.".encode() + body))
    # While a secret is replaced there are two signatures.
    return {"webhook-id": name, "webhook-timestamp": at,
            "webhook-signature": "v1," + b64(bytes(32)) + " " + found}


def twilio(secret, path, body, base=BASE):
    pairs = sorted({tuple(pair.split("=", 1)) for pair in body.decode().split("&") if pair})
    text = base + path + "".join(name + value for name, value in pairs)
    return {"X-Twilio-Signature": b64(mac(secret, text.encode(), "sha1")), "Content-Type": FORM}


def token(secret, claims):
    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    text = part(b'{"typ":"JWT","alg":"HS256"}') + b"." + part(json.dumps(claims).encode())
    return (text + b"." + part(mac(secret, text))).decode()


def vonage(secret, path, body):
    claims = {"iss": "Vonage", "iat": int(time.time()), "payload_hash": sha256(body).hexdigest()}
    return {"Authorization": "Bearer " + token(secret, claims)}


def messagebird_token(secret, path, body):
    claims = {"iss": "MessageBird", "nbf": int(time.time()), "exp": int(time.time()) + 3600,
              "url_hash": sha256((BASE + path).encode()).hexdigest(), "payload_hash": sha256(body).hexdigest()}
    return {"MessageBird-Signature-JWT": token(secret, claims)}


SIGNERS = {"meta": meta, "messagebird": messagebird, "bird-channels": bird_channels,
           "standard-webhooks": standard_webhooks, "twilio": twilio, "vonage": vonage}


def run(context):
    result = Result()
    vectors, folder = others()
    keys = {kind: [WHSEC if kind == "standard-webhooks" else SECRET] for kind, *_ in KINDS}
    for vector in vectors.get("messagebird_legacy_hmac", []):
        keys["messagebird"].append(vector["key"])
    for vector in vectors.get("twilio", []):
        keys["twilio"].append(vector["auth_token"])
    if "standard_webhooks_bird2026" in vectors:
        keys["standard-webhooks"].append(vectors["standard_webhooks_bird2026"]["secret"])
    site = context.site(sources=[source(*kind, keys[kind[0]]) for kind in KINDS],
                        more=f'\n  publicURL: "{BASE}",')
    for kind, secrets in keys.items():
        for number, secret in enumerate(secrets):
            site.write(f"secrets/{kind}-{number}", secret)
    serve = site.serve()
    own(serve, result, keys)
    if vectors:
        taken = corpus(serve, result, vectors, folder)
        result.figure(f"{taken} vectors of others hold")
    else:
        result.figure("TICKSHEET_CORPUS names no folder with signature-vectors.json")
    result.equal(serve.stop(), 0, "exit code of serve")
    without_address(context, result)
    no_secret(context, result)
    return result


def others():
    folder = os.environ.get("TICKSHEET_CORPUS", "")
    path = os.path.join(folder, "signature-vectors.json")
    if not folder or not os.path.exists(path):
        return {}, folder
    with open(path, encoding="utf-8") as file:
        return json.load(file), folder


def source(kind, path, mapping, key, secrets):
    files = ", ".join(f'{{ file: "secrets/{kind}-{number}" }}' for number in range(len(secrets)))
    return (f'{{ name: "{kind}", path: "{path}", mapping: "{mapping}", '
            f'verify: {{ kind: "{kind}", {key}: [{files}] }} }}')


def post(serve, path, body, headers):
    connection = http.client.HTTPConnection("127.0.0.1", serve.port, timeout=30)
    try:
        connection.request("POST", path, body=body,
                           headers={"Content-Type": "application/json", **headers})
        reply = connection.getresponse()
        return reply.status, reply.read().decode("utf-8", "replace").strip()
    finally:
        connection.close()


def own(serve, result, keys):
    """Taken as it was signed; with anything changed it is not."""
    count = 0
    for kind, path, _, _ in KINDS:
        sign = SIGNERS[kind]
        body = b"MessageSid=SM1&MessageStatus=sent" if kind == "twilio" else BODY
        for target in (path, path + "?b=2&a=1"):
            for secret in keys[kind]:
                good = sign(secret, target, body)
                status, said = post(serve, target, body, good)
                result.equal(status, 200, f"{kind} at {target}: {said}")
                count += 1
            wrong = sign("whsec_AAAA" if kind == "standard-webhooks" else "another", target, body)
            attempts = {"another secret": (target, body, wrong), "no signature": (target, body, {}),
                        "another body": (target, body + b"&X=1", good)}
            if kind in ("messagebird", "bird-channels", "twilio"):
                attempts["another query"] = (target + ("&" if "?" in target else "?") + "c=3", body, good)
            for name in good:
                if name != "Content-Type":
                    cut = {key: value for key, value in good.items() if key != name}
                    attempts[f"no {name}"] = (target, body, cut)
                    attempts[f"an empty {name}"] = (target, body, {**good, name: ""})
            for name, attempt in attempts.items():
                status, said = post(serve, *attempt)
                result.equal(status, 401, f"{kind} at {target}, {name}: {said}")
                count += 1
    for base in (BASE + ":443", BASE):
        headers = twilio(SECRET, "/myapp.php", b"MessageSid=SM2", base)
        status, said = post(serve, "/myapp.php", b"MessageSid=SM2", headers)
        result.equal(status, 200, f"twilio, signed for {base}: {said}")
    for seconds, wanted in ((-600, 401), (-200, 200), (200, 200), (600, 401)):
        at = str(int(time.time()) + seconds)
        status, _ = post(serve, "/standard", BODY, standard_webhooks(WHSEC, "", BODY, at))
        result.equal(status, wanted, f"standard-webhooks, {seconds} s away")
    result.figure(f"{count + 6} requests of our own, {len(KINDS)} kinds")


def corpus(serve, result, vectors, folder):
    """The vectors of others, as they stand."""
    count = 0
    for vector in vectors["messagebird_legacy_hmac"]:
        body = vector.get("body", "").encode()
        if "body_file" in vector:
            with open(os.path.join(folder, vector["body_file"]), "rb") as file:
                body = file.read()
        path = "/messagebird" + ("?" + vector["query"] if vector["query"] else "")
        headers = {"MessageBird-Signature": vector["signature"],
                   "MessageBird-Request-Timestamp": vector["timestamp"]}
        count += both(serve, result, path, body, headers, f"messagebird {vector['signature']}")
    for vector in vectors["twilio"]:
        if "signature" in vector:
            address = urlsplit(vector["url"])
            result.equal(f"{address.scheme}://{address.netloc}", BASE, "the address of a vector")
            pairs = [tuple(p) for p in vector.get("params_multi") or vector["params"].items()]
            count += both(serve, result, f"{address.path}?{address.query}",
                          urlencode(pairs).encode(),
                          {"X-Twilio-Signature": vector["signature"], "Content-Type": FORM},
                          f"twilio {vector['signature']}")
        else:
            path = f"/myapp.php?foo=1&bar=2&bodySHA256={vector['bodySHA256']}"
            signature = b64(mac(vector["auth_token"], (BASE + path).encode(), "sha1"))
            count += both(serve, result, path, vector["body"].encode(),
                          {"X-Twilio-Signature": signature}, "twilio with bodySHA256")
    secret = vectors["standard_webhooks_bird2026"]["secret"]
    count += both(serve, result, "/standard", BODY, standard_webhooks(secret, "", BODY),
                  "standard-webhooks with the SDK's secret")
    return count


def both(serve, result, path, body, headers, what):
    status, said = post(serve, path, body, headers)
    result.equal(status, 200, f"{what}: {said}")
    status, _ = post(serve, path, body + b"&x=1", headers)
    result.equal(status, 401, f"{what} with another body")
    return 1


def without_address(context, result):
    """Kinds that sign the public address cannot work without it, and the settings say so."""
    for kind in KINDS:
        name, key = kind[0], kind[3]
        site = context.site(sources=[source(*kind, [SECRET])])
        site.write(f"secrets/{name}-0", WHSEC)
        needs = name in ("messagebird", "bird-channels", "twilio")
        # One rule for all: serve takes nothing, at its start or a SIGHUP, that check calls wrong.
        for command in ("check", "serve") if needs else ("check",):
            done = site.command(command, wait=20)
            result.equal(done.returncode, 78 if needs else 0,
                         f"exit code of {command}, {name} without publicURL")
            if needs:
                result.contains(done.stderr, "set publicURL", f"what {command} says of {name} ({key})")


def no_secret(context, result):
    """A secret of Standard Webhooks that is none is a problem of the settings, and is not shown."""
    site = context.site(sources=[source(*KINDS[3], [SECRET])])
    site.write("secrets/standard-webhooks-0", SECRET)
    for command in ("check", "serve"):
        done = site.command(command, wait=20)
        result.equal(done.returncode, 78, f"exit code of {command} with a secret that is none")
        result.contains(done.stderr, "whsec_", f"what {command} says")
        result.expect(SECRET not in done.stderr, f"{command} shows the secret")
