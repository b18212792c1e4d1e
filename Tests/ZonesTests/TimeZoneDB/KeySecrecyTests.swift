import HTTPTypes
import Testing
import TicksheetCore

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct KeySecrecyTests {
    // Forms in which a server may give back the key `Se/cR et%7`.
    private static let key = "Se/cR et%7"
    private static let forms = [
        "Se/cR et%7", "SE/CR ET%7", #"Se\/cR et%7"#, "Se%2FcR%20et%257", "se%2fcr%20et%257",
        "Se%252FcR%2520et%25257", "Se%2FcR+et%257",
    ]

    private static func transports(_ form: String) -> [ScriptedTransport] {
        let url = "https://tz.test/v2.1/get-time-zone?key=\(form)&format=json"
        let text = url.replacing("\\/", with: "/")
        let escaped = text.replacing("/", with: "\\/")
        return [
            ScriptedTransport(#"{"status":"FAILED","message":"Invalid: \#(escaped)"}"#),
            ScriptedTransport(#"{"status":"\#(escaped)"}"#),
            ScriptedTransport("<html>\(url)</html>"),
            ScriptedTransport(#""\#(escaped)"#),
            // A cut must not leave half a key.
            ScriptedTransport(String(repeating: "-", count: 55) + form),
            ScriptedTransport(String(repeating: " ", count: (16 << 10) - 7) + form),
            ScriptedTransport(Denver.body(["zoneName": "\"\(form.replacing("\\/", with: "/"))\""])),
            ScriptedTransport(Denver.body(["gmtOffset": "\"\(escaped.suffix(40))\""])),
            ScriptedTransport(status: 403, #"{"message":"\#(escaped)"}"#),
            ScriptedTransport(status: 429, #"{"message":"\#(escaped)"}"#),
            ScriptedTransport { _ throws(HTTPFailure) in
                throw .broken(origin: "https://tz.test", cause: url)
            },
        ]
    }

    private static func fold(_ text: String) -> String { text.lowercased() }

    @Test(arguments: forms)
    func `no error tells the key, however the other side gives it back`(
        _ form: String
    ) async throws {
        for (index, transport) in Self.transports(form).enumerated() {
            let error = try await Denver.error(transport, key: Self.key)
            var dumped = ""
            dump(error, to: &dumped)
            for text in [error.description, "\(error)", String(reflecting: error), dumped] {
                let folded = Self.fold(text)
                for form in Self.forms + ["Se/c", "Se%2Fc", "Se%252Fc"] {
                    #expect(!folded.contains(Self.fold(form)), "answer \(index)")
                }
            }
            #expect(!error.description.contains("\n"))
        }
    }

    @Test func `neither a client nor a keeper shows the key`() {
        let transport = ScriptedTransport("")
        let client = TimeZoneDBClient(
            transport,
            key: Secret("SECRETKEY7"),
            base: "https://user:word@tz.test/v2.1"
        )
        #expect(client.description == "timezonedb at https://tz.test")
        var dumped = ""
        dump(client, to: &dumped)
        for text in [dumped, "\(client)", String(reflecting: client)] {
            #expect(!text.contains("SECRETKEY7"))
        }
        var mask = ""
        dump(KeyMask(Secret("SECRETKEY7")), to: &mask)
        #expect(!mask.contains("SECRETKEY7"))
        #expect(!"\(KeyMask(Secret("SECRETKEY7")))".contains("SECRETKEY7"))
    }

    @Test(arguments: [
        ("the key SECRETKEY7 is wrong", "the key ••• is wrong"),
        ("secretkey7SecretKey7", "••••••"),
        ("a\r\n\t b\u{2028}c\u{202E}d", "a b c d"),
        ("", ""),
        ("\n\n", ""),
    ])
    func `what is quoted is one line without the key`(_ text: String, _ shown: String) {
        #expect(KeyMask(Secret("SECRETKEY7")).masked(text) == shown)
    }

    @Test func `an empty key masks nothing`() {
        #expect(KeyMask(Secret("")).masked("as it is") == "as it is")
    }
}
