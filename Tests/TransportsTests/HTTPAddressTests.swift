import HTTPTypes
import Testing

/// Which addresses can be sent as they stand, and whose host is this machine.
@Suite struct HTTPAddressTests {
    @Test(
        arguments: [
            ("http://example.com", "example.com"), ("HTTPS://Example.com/", "Example.com"),
            ("http://a_b-c.example:8080/a?b#c", "a_b-c.example"), ("http://[::1]:1/", "[::1]"),
            ("http://user:pass%40@example.com:/", "example.com"), ("http://10.0.0.1?a", "10.0.0.1"),
            ("http://[fe80::1%25eth0]/", "[fe80::1%25eth0]"),
            ("http://example.com#", "example.com"),
            ("http://example.com/.../a..b/%2e%2e?../..", "example.com"),
        ]
    )
    func `an address is taken as it stands`(_ text: String, _ host: String) throws {
        let address = try #require(HTTPAddress(text))
        #expect(address.host == host)
        #expect(address.text.dropFirst(5) == text.dropFirst(5))
        #expect(address.text.hasPrefix("http"))
    }

    @Test(
        arguments: [
            "", "http", "http:/a", "http://", "http:///a", "http://:80/", "http://@/",
            "ftp://example.com/", "ws://example.com", "http://a b/", "http://example.com/a b",
            "http://example.com/é", "http://exämple.com/", "http://example.com/\u{0}",
            "http://example.com/%", "http://example.com/%4", "http://example.com/%zz",
            "http://%65xample.com/", "http://example.com:0/", "http://example.com:65536/",
            "http://example.com:80a/", "http://example.com:-1/", "http://a:b:c/", "http://[::1/",
            "http://[::1]a/", "http://a@b@c/", "http://example.com/a/../b", "http://example.com/..",
            "http://example.com/./", "http://example.com/#a#b", "http://example.com/\"",
            "http://example.com/<a>", "http://example.com/a\\b", "http://example.com\\@other.com/",
            "http://example.com/?a=[b]", "http://example.com/\r\nX: y", " http://example.com/",
        ]
    )
    func `what would be changed on the way is no address`(_ text: String) {
        #expect(HTTPAddress(text) == nil)
    }

    @Test(
        arguments: [
            "localhost", "LOCALHOST", "a.localhost", "127.0.0.1", "127.255.0.3", "127.1",
            "0x7f.0.0.1", "0177.1", "2130706433", "0x7f000001", "[::1]", "[0:0:0:0:0:0:0:1]",
        ]
    )
    func `this machine has many names`(_ host: String) throws {
        #expect(try #require(HTTPAddress("http://\(host):80/")).isLoopback)
    }

    @Test(
        arguments: [
            "localhost.example.com", "notlocalhost", "128.0.0.1", "10.127.0.1", "127.example.com",
            "127.0.0.1.example.com", "127", "[::2]", "[::]", "[1::1]", "1.2.3.4.5", "127.0.0.0.1",
        ]
    )
    func `other hosts are elsewhere`(_ host: String) throws {
        #expect(try !#require(HTTPAddress("http://\(host):80/")).isLoopback)
    }
}
