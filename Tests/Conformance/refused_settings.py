"""Settings that would let a webhook in that is none, or keep every real one out: refused, with the reason.

One fault at a time; `bad_settings` has many at once.
"""
import os
import signal

from harness import SOURCE
from result import Result

SETTINGS = 78
REFUSED = []
AT = ('{{ name: "{0}", path: "{1}", mapping: "custom", verify: {{ kind: "token", {2}, '
      'tokens: [{{ file: "secrets/token" }}] }} }}')
ENV = ('{{ name: "env", path: "/env", mapping: "custom", verify: {{ kind: "bearer", '
       'tokens: [{{ env: {0} }}] }} }}')
HMAC = ('{{ name: "a", path: "/a", mapping: "custom", verify: {{ kind: "hmac", {0}, '
        'secrets: [{{ file: "secrets/app" }}] }} }}')
TOKEN = ('{{ name: "a", path: "/a", mapping: "custom", verify: {{ kind: "token", {0}, '
         'tokens: [{{ file: "secrets/token" }}] }} }}')


def run(context):
    result = Result()
    fields(context, result)
    paths(context, result)
    names(context, result)
    texts(context, result)
    addresses(context, result)
    words(context, result)
    beside(context, result)
    result.figure(f"{len(REFUSED)} settings refused, each for its reason")
    return result


def refused(context, result, said, what, site=None, hidden=(), **options):
    """`check` says each of some texts, none of others, and takes nothing."""
    site = site or context.site(**options)
    REFUSED.append(what)
    done = site.command("check")
    result.equal(done.returncode, SETTINGS, f"exit code of check for {what}")
    for text in said:
        result.contains(done.stderr, text, f"what check says of {what}")
    for text in hidden:
        result.expect(text not in done.stdout + done.stderr, f"check shows {text!r} of {what}")


def taken(context, result, what, site=None, **options):
    done = (site or context.site(**options)).command("check")
    result.equal(done.returncode, 0, f"exit code of check for {what}: {done.stderr.strip()}")


def fields(context, result):
    """Under a name that no header field can have, no signature ever arrives."""
    header = 'header: "X-Signature"'
    for prefix, shown in (("7", "is 7;"), ("{ a: 1 }", "is an object;"), ("[]", "is a list;"), ("true", "is true;")):
        refused(context, result, ["verify.prefix " + shown, '"sha256="'], f"prefix: {prefix}",
                sources=(HMAC.format(f"{header}, prefix: {prefix}"),))
    for name in ("X Sig", "X-Sig:", "X-Sig: a", "X-Sïg", "(X)", "X,Y"):
        for source, key in ((HMAC.format(f'header: "{name}"'), "header"),
                            (TOKEN.format(f'in: "header", name: "{name}"'), "name")):
            refused(context, result, [f'verify.{key} is "{name}", which no header field can be named'],
                    f'{key}: "{name}"', sources=(source,))
        refused(context, result, [f'trustedProxy.header is "{name}"'], f"a proxy's header {name}",
                sources=(SOURCE,), more=f'\n  trustedProxy: {{ addresses: ["10.0.0.1"], header: "{name}" }},')
    for right in ('prefix: ""', 'prefix: "sha256="', "prefix: null", "encoding: \"base64\""):
        taken(context, result, right, sources=(HMAC.format(f"{header}, {right}"),))
    taken(context, result, "an unusual header field", sources=(HMAC.format("header: \"x_sig.v1~!\""),))


def paths(context, result):
    """A path that another source takes for a token would never be reached."""
    inside, field = 'in: "path"', 'in: "header", name: "X-Token"'
    outer, inner = AT.format("tp", "/w/tp", inside), AT.format("nx", "/w/tp/nested", field)
    refused(context, result, ['sources[1].path is "/w/tp/nested", which the source "tp" takes', '"/w/tp"'],
            "a path below one with a token", sources=(outer, inner))
    for what, sources in (
            ("the same, asked first", (inner, outer)),
            ("a path two parts below", (outer, AT.format("nx", "/w/tp/a/b", field))),
            ("a path beside", (outer, AT.format("nx", "/w/tpx", field))),
            ("a path below that has a token too", (outer, AT.format("nx", "/w/tp/nested", inside))),
            ("a path below one with a header", (AT.format("tp", "/w/tp", field), inner))):
        taken(context, result, what, sources=sources)


def names(context, result):
    """A secret that was put where its variable's name belongs is not shown, nor is it by a SIGHUP."""
    for secret in ("EAAGm0PX4ZCpsBAsecretvalue", "3f9c0d6e8a7b4c5d9e0f1a2b3c4d5e6f", "JBSWY3DPEHPK3PXPJBSWY3DP",
                   "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLjSw", "1234567890", "s3cret", "A" * 80, "PASS WORD"):
        source = ENV.format(f'"{secret}"')
        refused(context, result, ['tokens[0] has in "env"', "META_APP_SECRET", "does not belong"],
                "a secret as a variable's name", hidden=[secret], sources=(source,))
        refused(context, result, ["operator.token has in"], "the same of the operator", hidden=[secret],
                more=f'\n  operator: {{ listen: "127.0.0.1:0", token: {{ env: "{secret}" }} }},')
    refused(context, result, ["tokens[0].env is no text"], "a number as a name", hidden=["1234567"],
            sources=(ENV.format("1234567"),))
    for name in ("TICKSHEET_NOT_SET", "TOKEN", "_X", "A1_B2"):
        refused(context, result, [f"names the environment variable {name}, which is not set", f"export {name}=…"],
                "a variable that is not set", sources=(ENV.format(f'"{name}"'),))
    for name in ("META_TOKEN", "meta_token", "metaToken", "A" * 80):
        taken(context, result, "a variable that is set", sources=(ENV.format(f'"{name}"'),),
              variables={name: "7d1f0c"})
    site = context.site()
    serve = site.serve()
    site.settings(sources=(SOURCE, ENV.format('"EAAGm0PX4ZCpsBAsecretvalue"')))
    serve.send_signal(signal.SIGHUP)
    line = serve.says("settings not taken") or ""
    result.contains(line, "does not belong", "what serve says of settings with a secret in env")
    result.expect("EAAGm0PX4" not in line, "serve shows a secret that stands in env")
    result.equal(serve.stop(), 0, "exit code of serve")


def texts(context, result):
    """What an editor adds to a secret unseen would keep every webhook out."""
    secret = "7d1f0cSECRET"
    for text, said in (
            (b"\xef\xbb\xbf" + secret.encode(), "begins with a mark that editors add; save it as UTF-8"),
            (secret.encode("utf-16"), "is in UTF-16; save it as UTF-8"),
            (b"\xfe\xff" + secret.encode("utf-16-be"), "is in UTF-16; save it as UTF-8"),
            (secret.encode("utf-16-le"), "holds zero bytes"), (secret.encode() + b"\xff", "is no text in UTF-8"),
            (f" {secret}".encode(), "begins or ends with a blank"), (f"{secret} \n".encode(), "begins or ends with"),
            (f"{secret}\t".encode(), "begins or ends with"), (f"{secret}\u00a0".encode(), "begins or ends with"),
            (f"{secret}\nsecond".encode(), "holds 2 lines"), (f"\n{secret}\n".encode(), "holds 2 lines"),
            (f"{secret}\r\n\r\nsecond\r\n".encode(), "holds 3 lines"),
            (b"", "is empty"), (b"\n\n", "is empty"), (b"  \n", "is empty")):
        site = context.site()
        with open(site.path("secrets/app"), "wb") as file:
            file.write(text)
        refused(context, result, ["appSecrets[0] names the file", f"which {said}"], f"the secret {text!r}", site,
                hidden=[secret, secret[2:]])
    refused(context, result, ["environment variable PADDED, which begins or ends"], "a variable with a blank",
            hidden=[secret], sources=(ENV.format('"PADDED"'),), variables={"PADDED": f"{secret} "})
    for text in (secret, f"{secret}\n", f"{secret}\r\n", f"{secret}\n\n", f"two {secret}", "pässword"):
        site = context.site(sources=(SOURCE, ENV.format('"META_TOKEN"')), variables={"META_TOKEN": text})
        site.write("secrets/app", text)
        taken(context, result, f"the secret {text!r}", site)
    quoted = "quotation marks stand around the secret"
    for text, is_quoted in ((f'"{secret}"', True), (f"'{secret}'\n", True), (f'"{secret}', False), ('""', False)):
        site = context.site(sources=(SOURCE, ENV.format('"META_TOKEN"')), variables={"META_TOKEN": text.strip()})
        site.write("secrets/app", text)
        said = site.command("check").stderr
        result.equal(said.count(quoted), 2 if is_quoted else 0, f"warnings of the secret {text!r}: {said}")
        result.expect(secret not in said, f"a secret in quotation marks is shown: {said}")


def addresses(context, result):
    """A name that begins like an address of this machine is a name, and leads wherever its owner wants."""
    unverified = '{ name: "a", path: "/a", mapping: "custom", verify: { kind: "none" } }'
    listens = [("127.evil.example:8080", False), ("127.0.0.1.example:80", False), ("0.0.0.0:80", False),
               ("[::]:80", False), ("localhost.example:80", False), ("127.0.0.1:8080", True), ("127.9.8.7:80", True),
               ("[::1]:80", True), ("localhost:80", True), ("LocalHost:80", True)]
    for listen, is_own in listens:
        zones = f'\n  timezonedb: {{ key: {{ file: "secrets/app" }}, endpoint: "http://{listen}/v2.1" }},'
        if is_own:
            taken(context, result, f"nothing verified at {listen}", sources=(unverified,), listen=listen)
            taken(context, result, f"timezonedb at {listen}", more=zones)
        else:
            refused(context, result, ["believes everybody"], f"nothing verified at {listen}", sources=(unverified,),
                    listen=listen)
            refused(context, result, ["over which the key could be read"], f"timezonedb at {listen}", more=zones)


def words(context, result):
    """What is offered in the place of a wrong word is what is taken."""
    for word in ("md5", "sha384", "SHA256"):
        refused(context, result, [f'algorithm is "{word}"; expected "sha1", "sha256" or "sha512"'],
                f"algorithm: {word}", hidden=['"sha256", "sha384"'],
                sources=(HMAC.format(f'header: "X-Signature", algorithm: "{word}"'),))
    for word in ("sha1", "sha256", "sha512"):
        taken(context, result, f"algorithm: {word}",
              sources=(HMAC.format(f'header: "X-Signature", algorithm: "{word}"'),))
    for zone, said in (("Recipient", 'did you mean "recipient"?'), ("recipien", 'did you mean "recipient"?'),
                       ("Nowhere/Land", 'or "UTC", or "recipient"'), ("Bogota", 'did you mean "America/Bogota"?')):
        report = f'{{ name: "a", mapping: "./rows.json5", zone: "{zone}", to: [{{ csv: "reports/a.csv" }}] }}'
        site = context.site()
        site.write("ticksheet.json5", f"{{ sources: [{SOURCE}], reports: [{report}] }}")
        refused(context, result, [f'reports[0].zone is "{zone}"; ', said], f"the zone {zone}", site)
    refused(context, result, ['expected a zone name such as "America/Bogota" or "UTC".'], "a zone of all reports",
            hidden=["recipient"], more='\n  zone: "Nowhere/Land",')
    # A key that is null is not there: the standard holds, and what is needed is missing.
    optional = ("publicURL", "retention", "zone", "timezonedb", "recipientZones", "http", "limits", "tls", "operator",
                "trustedProxy", "silence")
    taken(context, result, "null for every key that may be left out", sources=(SOURCE[:-2] + ", allow: null }",),
          more="".join(f"\n  {key}: null," for key in optional),
          destination=", missing: null, overwrite: null, separator: null, bom: null, sheets: null")
    refused(context, result, ['has no "path"', 'has no "secrets"'], "null for what is needed",
            sources=(HMAC.format('header: "X-A", encoding: null').replace('path: "/a"', "path: null"),
                     HMAC.format('header: "X-A"').replace('"/a"', '"/b"').replace('"a"', '"b"')
                     .replace('[{ file: "secrets/app" }]', "null")))
    site = context.site()
    done = site.command("init", "--provider", "mesagebird")
    result.contains(done.stderr, "Did you mean messagebird-conversations?", "what init says of mesagebird")


def beside(context, result):
    """One problem hides no other."""
    unverified = '{ name: "a", path: "/a", mapping: "custom", verify: { kind: "none" } }'
    for listen, more, said in (
            ("0.0.0.0:99999", "", "listen is"), ("0.0.0.0", "", "listen is"), (":8080", "", "listen is"),
            ("127.0.0.1:0", '\n  publicURL: "hooks.example.com",', "publicURL is")):
        refused(context, result, [said, "believes everybody"], f"{listen}{more} with nothing verified",
                sources=(unverified,), listen=listen, more=more)
    for address in ("https://hooks.example.com ", "https://h ex.com", "https:// ", "https://h:99999", "https://h/%zz",
                    "https://[::1", "https://:8080", "https://h.example.com\\n"):
        refused(context, result, ["publicURL is"], f"no address, {address!r}", more=f'\n  publicURL: "{address}",')
    for listen in ("127.0.0.1:99999", "127.0.0.1:+80", "localhost", "[::1]", "[::1]:x"):
        refused(context, result, ["listen is"], f"a wrong port of this machine, {listen}", sources=(unverified,),
                hidden=["believes everybody"], listen=listen)
    for listen in ("::1", "::1:8080", "0:0:0:0:0:0:0:1:8080"):
        refused(context, result, [f'listen is "{listen}"', 'brackets, such as "[::1]:8080"'],
                f"an address without brackets, {listen}", sources=(unverified,), hidden=["believes everybody"],
                listen=listen)
    for listen in ("8080", "[]:8080", "[[::1]]:8080"):
        refused(context, result, [f'listen is "{listen}"'], f"no address, {listen}", listen=listen)
    report = ('{ name: "a", mapping: "./missing.json5", locale: "xx", to: [{ csv: "none/a.csv" }] }, '
              '{ name: "b", mapping: "whatsapp-campain-reports", to: [{ csv: "reports/b.csv" }] }')
    site = context.site()
    site.write("ticksheet.json5", f"{{ sources: [{SOURCE}], reports: [{report}] }}")
    missing = f"whose folder does not exist; make it: mkdir -p {os.path.realpath(site.folder)}/none"
    refused(context, result, ["missing.json5", 'reports[0].locale is "xx"', "did you mean",
                              f"reports[0].to[0] writes to none/a.csv, {missing}"],
            "a report with several problems", site)
    site = context.site()
    with open(os.path.join(site.folder, "file"), "w"):
        pass
    site.write("ticksheet.json5", f"{{ sources: [{SOURCE}], reports: [{{ name: 'a', "
               "mapping: 'whatsapp-campaign-reports', to: [{ csv: 'file/deep/a.csv' }] }] }")
    refused(context, result, ["file is no folder; move it away"], "a file where a folder should be", site,
            hidden=["mkdir"])
    site = context.site()
    with open(os.path.join(site.folder, "one.csv"), "w"):
        pass
    os.link(os.path.join(site.folder, "one.csv"), os.path.join(site.folder, "two.csv"))
    reports = ", ".join(f"{{ name: '{name}', mapping: 'whatsapp-campaign-reports', to: [{{ csv: '{name}.csv' }}] }}"
                        for name in ("one", "two"))
    site.write("ticksheet.json5", f"{{ sources: [{SOURCE}], reports: [{reports}] }}")
    refused(context, result, ['writes to two.csv, which the report "one" writes to already'], "a file with two names", site)
    refused(context, result, ['tls has no "key"', "tls.certificate names the file"], "TLS without a key",
            more='\n  tls: { certificate: "none.pem" },')
    refused(context, result, ["tls.certificate names the file", "tls.key names the file"], "TLS without its files",
            more='\n  tls: { certificate: "none.pem", key: "none.key" },')
    refused(context, result, ['tls has no "certificate"', "tls.key names the file"], "TLS without a certificate",
            more='\n  tls: { key: "none.key" },')
