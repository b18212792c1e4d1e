import HTTPTypes
import Testing

@testable import Intake

@Suite struct TrustedProxyTests {
    private static func proxy(_ header: String = "X-Forwarded-For") throws -> TrustedProxy {
        TrustedProxy(
            addresses: try ["10.0.0.0/8", "2001:db8::/32"].map { text in try AddressRange(text) },
            header: header
        )
    }

    private static func head(_ peer: String, _ values: [String]) -> HTTPRequest {
        var request = request("POST", "/hook", fields: values.map { ("x-FORWARDED-for", $0) })
        request.peer = peer
        return request
    }

    @Test(
        arguments: [
            // Without a proxy in between the field is only what a stranger wrote.
            ("192.0.2.7", ["173.252.88.1"], "192.0.2.7"),
            ("10.0.0.1", ["173.252.88.1"], "173.252.88.1"),
            ("::ffff:10.0.0.1", ["173.252.88.1"], "173.252.88.1"),
            ("2001:db8::5", ["2a03:2880::9"], "2a03:2880::9"),
            // What the client wrote stands before what the proxy saw.
            ("10.0.0.1", ["173.252.88.1, 192.0.2.7"], "192.0.2.7"),
            ("10.0.0.1", ["173.252.88.1", "192.0.2.7"], "192.0.2.7"),
            // Characters with which a comma combines hide nothing of what the proxy wrote.
            ("10.0.0.1", ["10.9.9.9:\u{600}, 192.0.2.7"], "192.0.2.7"),
            ("10.0.0.1", ["[2001:db8::1]:\u{70F},192.0.2.7"], "192.0.2.7"),
            ("10.0.0.1", ["10.9.9.9,\u{301}10.9.9.9,\u{110BD}, 192.0.2.7"], "192.0.2.7"),
            // Two proxies, each of them ours.
            ("10.0.0.1", ["192.0.2.7, 10.9.9.9"], "192.0.2.7"),
            ("10.0.0.1", ["1.1.1.1,192.0.2.7 ,\t10.9.9.9 "], "192.0.2.7"),
            ("10.0.0.1", ["192.0.2.7:4711"], "192.0.2.7"),
            ("10.0.0.1", ["[2a03:2880::9]:4711"], "2a03:2880::9"),
            ("10.0.0.1", ["[2a03:2880::9]"], "2a03:2880::9"),
            // Nobody but proxies: the first of them.
            ("10.0.0.1", ["10.2.2.2, 10.3.3.3"], "10.2.2.2"),
            ("10.0.0.1", [], "10.0.0.1"),
        ]
    )
    func `the client is the last address that is no proxy's`(
        _ peer: String,
        _ values: [String],
        _ client: String
    ) throws {
        let found = try Self.proxy().client(of: Self.head(peer, values))
        #expect(found.address == IPAddress(client))
        #expect(found.address?.description == IPAddress(found.text)?.description)
    }

    @Test(arguments: [
        "unknown", "", "192.0.2.7, _hidden", "192.0.2.7,", "[::1", "[::1]x", "192.0.2.7:",
        "192.0.2.7:x", "192.0.2.7:\u{600}", "[::1]:1 2",
    ])
    func `a proxy that hides its client leaves the address unknown`(_ value: String) throws {
        let found = try Self.proxy().client(of: Self.head("10.0.0.1", [value]))
        #expect(found == ClientAddress(address: nil, text: "10.0.0.1"))
    }

    @Test func `another field is looked at where the settings name it`() throws {
        var head = Self.head("10.0.0.1", ["1.1.1.1"])
        head.fields.append("CF-Connecting-IP", "192.0.2.7")
        let found = try Self.proxy("cf-connecting-ip").client(of: head)
        #expect(found.text == "192.0.2.7")
    }
}
