import TestSupport
import Testing

@testable import Intake

@Suite struct AddressTests {
    @Test(
        arguments: [
            ("10.0.0.1", "10.0.0.1"), ("255.255.255.255", "255.255.255.255"),
            ("0.0.0.0", "0.0.0.0"),
            ("2a03:2880::", "2a03:2880::"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
            ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"), ("2001:db8::0:1", "2001:db8::1"),
            ("1:0:2:0:3:0:4:0", "1:0:2:0:3:0:4:0"), ("::ffff:192.0.2.7", "192.0.2.7"),
            ("::FFFF:C000:0207", "192.0.2.7"), ("64:ff9b::192.0.2.7", "64:ff9b::c000:207"),
            ("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ]
    )
    func `an address is read and written`(_ text: String, _ shown: String) {
        #expect(IPAddress(text)?.description == shown)
    }

    @Test(
        arguments: [
            "", "1", "1.2.3", "1.2.3.4.5", "1.2.3.256", "1.2.3.04", "1.2.3.-4", "1.2.3.4 ",
            " 1.2.3.4",
            "1..3.4", "a.b.c.d", ":", ":::", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "::1::",
            "12345::",
            "g::", "1:2:3:4:5:6:7:8::", "fe80::1%eth0", "[::1]", "::1.2.3", "1.2.3.4::", "+1::",
            "١.2.3.4", "2a03:2880::/32",
        ]
    )
    func `what is no address is none`(_ text: String) {
        #expect(IPAddress(text) == nil)
    }

    @Test(
        arguments: [
            ("127.0.0.1", true), ("127.255.0.9", true), ("::1", true), ("0:0::0001", true),
            ("::ffff:127.0.0.1", true), ("0.0.0.0", false), ("::", false), ("126.0.0.1", false),
            ("128.0.0.1", false), ("7f00::1", false), ("::127.0.0.1", false), ("::2", false),
        ]
    )
    func `a machine's own addresses are told from others`(_ text: String, _ isOwn: Bool) throws {
        #expect(try #require(IPAddress(text)).isLoopback == isOwn)
    }

    @Test func `a connection's address may name an interface`() {
        #expect(IPAddress(peer: "fe80::1%eth0") == IPAddress("fe80::1"))
        #expect(IPAddress(peer: "") == nil)
    }

    @Test(
        arguments: [
            ("173.252.88.0/21", "173.252.88.0", true), ("173.252.88.0/21", "173.252.95.255", true),
            ("173.252.88.0/21", "173.252.96.0", false),
            ("173.252.88.0/21", "173.252.87.255", false),
            ("2a03:2880::/32", "2a03:2880:ffff::1", true), ("2a03:2880::/32", "2a03:2881::", false),
            ("10.0.0.1", "10.0.0.1", true), ("10.0.0.1", "10.0.0.2", false),
            ("10.0.0.1/32", "10.0.0.1", true), ("0.0.0.0/0", "8.8.8.8", true),
            ("0.0.0.0/0", "2001:db8::1", false), ("::/0", "2001:db8::1", true),
            // One client, by whichever of its two addresses the server sees it.
            ("10.0.0.0/8", "::ffff:10.1.2.3", true), ("::ffff:10.0.0.0/104", "10.1.2.3", true),
            ("::/0", "10.1.2.3", true), ("::1", "::1", true), ("127.0.0.1", "::1", false),
        ]
    )
    func `a range holds the addresses that begin as it does`(
        _ range: String,
        _ address: String,
        _ holds: Bool
    ) throws {
        let range = try AddressRange(range)
        #expect(range.contains(try #require(IPAddress(address))) == holds)
    }

    @Test(
        arguments: [
            ("", "expected an address such as"), ("meta", "expected an address such as"),
            ("10.0.0.0/33", "expected a prefix length of 0…32 behind the \"/\""),
            ("10.0.0.0/", "expected a prefix length of 0…32 behind the \"/\""),
            ("10.0.0.0/-1", "expected a prefix length of 0…32 behind the \"/\""),
            ("10.0.0.0/+8", "expected a prefix length of 0…32 behind the \"/\""),
            ("10.0.0.0/8/8", "expected a prefix length of 0…32 behind the \"/\""),
            ("2a03:2880::/129", "expected a prefix length of 0…128 behind the \"/\""),
            ("10.1.2.3/8", "it has bits behind its prefix; did you mean \"10.0.0.0/8\"?"),
            (
                "2a03:2880::1/32",
                "it has bits behind its prefix; did you mean \"2a03:2880::/32\"?"
            ),
        ]
    )
    func `what is no range says what was expected`(_ text: String, _ expected: String) {
        #expect {
            try AddressRange(text)
        } throws: { error in
            (error as? AddressRange.Problem)?.expected.hasPrefix(expected) == true
        }
    }

    @Test(arguments: ["10.0.0.0/8", "10.0.0.1", "2a03:2880::/32", "::1", "0.0.0.0/0", "::/0"])
    func `a range is written as people write it`(_ text: String) throws {
        #expect(try AddressRange(text).description == text)
    }

    @Test func `random addresses are in exactly the ranges whose bits they share`() throws {
        var random = SeededRandom("address ranges")
        for _ in 0..<2000 {
            let isFour = Bool.random(using: &random)
            let length = Int.random(in: 0...(isFour ? 32 : 128), using: &random)
            let fixed = length + (isFour ? 96 : 0)
            let first = Self.address(isFour, &random)
            let mask: UInt128 = fixed == 0 ? 0 : UInt128.max << UInt128(128 - fixed)
            let start = IPAddress(bits: first.bits & mask)
            // The text of an IPv4 address inside IPv6 has another length behind the slash.
            guard isFour || !start.isFour else { continue }
            let range = try AddressRange("\(start)/\(length)")
            #expect(range.contains(first), "\(range) and \(first)")
            let bit = Int.random(in: 0..<128, using: &random)
            let other = IPAddress(bits: first.bits ^ (1 << UInt128(bit)))
            #expect(
                range.contains(other) == (bit < 128 - fixed),
                "\(range) and \(other), \(random)"
            )
        }
    }

    private static func address(
        _ isFour: Bool,
        _ random: inout SeededRandom
    ) -> IPAddress {
        let bits = UInt128(random.next()) << 64 | UInt128(random.next())
        return IPAddress(bits: isFour ? IPAddress.mapped | bits & 0xFFFF_FFFF : bits)
    }
}
