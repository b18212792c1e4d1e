import CryptoBridge
import Testing

@Suite struct PublicKeyTests {
    private static func lines(_ label: String, _ body: String) -> [UInt8] {
        Array("-----BEGIN \(label)-----\n\(body)\n-----END \(label)-----\n".utf8)
    }

    private let parts = Assertions.good.split(separator: ".")

    @Test func `a signature is of its message and its key alone`() throws {
        let key = try #require(RSAPublicKey(pem: Array(Assertions.publicKey.utf8)))
        let message = Array("\(parts[0]).\(parts[1])".utf8)
        let signature = try #require(Base64.decoded(parts[2]))
        #expect(key.isSignature(signature, of: message))
        #expect(!key.isSignature(signature, of: message + [0x20]))
        #expect(!key.isSignature(Array(signature.dropLast()), of: message))
        #expect(!key.isSignature([], of: message))
        #expect(!key.isSignature(signature, of: []))
        for index in stride(from: 0, to: signature.count, by: 31) {
            var other = signature
            other[index] ^= 1
            #expect(!key.isSignature(other, of: message))
        }
        let foreign = try #require(Base64.decoded(Assertions.otherKey.split(separator: ".")[2]))
        #expect(!key.isSignature(foreign, of: message))
    }

    @Test func `the key may be cut into other lines and have words around it`() throws {
        let body = Assertions.publicKey.split(separator: "\n").dropFirst().dropLast().joined()
        let text = "key:\r\n-----BEGIN PUBLIC KEY-----\r\n\(body)\r\n-----END PUBLIC KEY-----"
        let key = try #require(RSAPublicKey(pem: Array(text.utf8)))
        let signature = try #require(Base64.decoded(parts[2]))
        #expect(key.isSignature(signature, of: Array("\(parts[0]).\(parts[1])".utf8)))
    }

    @Test func `what is no RSA key is none`() {
        let body = Assertions.publicKey.split(separator: "\n").dropFirst().dropLast().joined()
        #expect(RSAPublicKey(pem: []) == nil)
        #expect(RSAPublicKey(pem: Array("no key".utf8)) == nil)
        #expect(RSAPublicKey(pem: Self.lines("PUBLIC KEY", "AAAA")) == nil)
        #expect(RSAPublicKey(pem: Self.lines("PUBLIC KEY", "not base64!")) == nil)
        #expect(RSAPublicKey(pem: Self.lines("CERTIFICATE", body)) == nil)
        #expect(RSAPublicKey(pem: Self.lines("PRIVATE KEY", body)) == nil)
        #expect(RSAPublicKey(pem: Self.lines("PUBLIC KEY", String(body.prefix(200)))) == nil)
        // An Ed25519 key: RFC 8410 §10.1.
        let edwards = "MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE="
        #expect(RSAPublicKey(pem: Self.lines("PUBLIC KEY", edwards)) == nil)
    }
}
