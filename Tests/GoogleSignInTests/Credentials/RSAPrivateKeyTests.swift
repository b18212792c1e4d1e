import CryptoBridge
import PosixBridge
import TestSupport
import Testing

@Suite struct RSAPrivateKeyTests {
    private static let text = Array("header.claims".utf8)

    /// A text whose name in a test's cases is not the text.
    struct Text: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let pem: String

        init(_ name: String, _ pem: String) {
            testDescription = name
            self.pem = pem
        }
    }

    @Test(arguments: [
        Text("PKCS#8", TestKeys.rsa), Text("PKCS#1", TestKeys.pkcs1),
        Text("CRLF", TestKeys.rsa.replacing("\n", with: "\r\n")),
        Text("text around", "Bag Attributes\n    name: key\n" + TestKeys.rsa + "more text\n"),
    ])
    func `a key signs as openssl does, in both forms`(_ text: Text) throws {
        let key = try RSAPrivateKey(pem: text.pem)
        #expect(key.bits == 2048)
        #expect(key.signature(Self.text) == TestKeys.signature)
        #expect(key.signature(Self.text) == TestKeys.signature)
        #expect(key.signature([])?.count == 256)
        #expect(key.signature([]) != TestKeys.signature)
    }

    @Test(.enabled(if: OpenSSL.isInstalled))
    func `openssl verifies the signature of any bytes`() throws {
        let folder = TemporaryDirectory()
        try File.overwrite(folder.file("key.pem"), TestKeys.rsa)
        let key = folder.file("public.pem")
        try #require(
            OpenSSL.run(["pkey", "-in", folder.file("key.pem"), "-pubout", "-out", key]) != nil
        )
        var random = SeededRandom("openssl verifies the signature of any bytes")
        for length in [0, 1, 63, 64, 1000] {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            let signature = try #require(RSAPrivateKey(pem: TestKeys.rsa).signature(bytes))
            try File(folder.file("text"), .replace).write(bytes, at: 0)
            try File(folder.file("signature"), .replace).write(signature, at: 0)
            let said = OpenSSL.run([
                "dgst", "-sha256", "-verify", key, "-signature", folder.file("signature"),
                folder.file("text"),
            ])
            #expect(said == "Verified OK\n")
        }
    }

    private static let noBase64 = "what stands between its first and last line is no Base64"
    private static let unreadable = "its block cannot be read as a key; is it whole?"

    private static let faults: [(Text, RSAKeyError)] = [
        (Text("nothing", ""), .noBlock),
        (Text("Base64 alone", "MIIEvQIBADANBg"), .noBlock),
        (
            Text("a public key", TestKeys.pem("PUBLIC KEY", "AAAA")),
            .notPrivate(label: "PUBLIC KEY")
        ),
        (
            Text("a certificate", TestKeys.pem("CERTIFICATE", "AAAA")),
            .notPrivate(label: "CERTIFICATE")
        ),
        (Text("a password", TestKeys.pem("ENCRYPTED PRIVATE KEY", "AAAA")), .encrypted),
        (
            Text(
                "a password, the old way",
                TestKeys.pem("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES\n\nAAAA")
            ),
            .encrypted
        ),
        (Text("SEC1", TestKeys.pem("EC PRIVATE KEY", "AAAA")), .notRSA(kind: "EC")),
        (Text("SSH", TestKeys.pem("OPENSSH PRIVATE KEY", "AAAA")), .notRSA(kind: "OPENSSH")),
        (Text("P-256", TestKeys.curve), .notRSA(kind: "EC")),
        (Text("Ed25519", TestKeys.edwards), .notRSA(kind: "ED25519")),
        (Text("1,024 bits", TestKeys.short), .tooShort(bits: 1024)),
        (
            Text("line ends escaped", TestKeys.rsa.replacing("\n", with: "\\n")),
            .escapedLineEnds
        ),
        (Text("no Base64", TestKeys.pem("PRIVATE KEY", "not base64!")), .broken(noBase64)),
        (Text("an empty block", TestKeys.pem("PRIVATE KEY", "")), .broken(noBase64)),
        (Text("zeros", TestKeys.pem("PRIVATE KEY", "AAAA")), .broken(unreadable)),
        (
            Text(
                "the last line lost",
                TestKeys.pem("PRIVATE KEY", String(TestKeys.rsaBody.dropLast(25)))
            ),
            .broken(unreadable)
        ),
        (
            Text("more behind", TestKeys.pem("PRIVATE KEY", TestKeys.rsaBody + "AAAA")),
            .broken(unreadable)
        ),
        (
            Text(
                "header lines",
                TestKeys.pem("PRIVATE KEY", "Comment: mine\n" + TestKeys.rsaBody)
            ),
            .broken("its block has header lines; expected Base64 only")
        ),
        (
            Text("the end lost", String(TestKeys.rsa.prefix(200))),
            .broken("its block does not end with \"-----END PRIVATE KEY-----\"")
        ),
        (
            Text("the first line cut", "-----BEGIN PRIVATE KEY"),
            .broken("its first line does not end with five dashes")
        ),
    ]

    @Test(arguments: faults)
    func `what is no RSA private key is told`(_ text: Text, _ error: RSAKeyError) {
        #expect(throws: error) { _ = try RSAPrivateKey(pem: text.pem) }
        #expect(!error.description.contains("MII"))
        #expect(!error.description.isEmpty)
    }

    @Test func `a damaged key is refused or signs nothing that openssl would not`() throws {
        var random = SeededRandom("a damaged key")
        let bytes = try #require(Base64.decoded(TestKeys.rsaBody.filter { !$0.isNewline }))
        for _ in 0..<200 {
            var damaged = bytes
            let index = Int.random(in: 0..<bytes.count, using: &random)
            damaged[index] ^= UInt8.random(in: 1...255, using: &random)
            let pem = TestKeys.pem("PRIVATE KEY", Base64.encoded(damaged))
            guard let key = try? RSAPrivateKey(pem: pem) else { continue }
            let signature = key.signature(Self.text)
            #expect(signature == nil || signature?.count == (key.bits + 7) / 8)
        }
    }

    @Test func `a key signs on many threads at once`() async throws {
        let key = try RSAPrivateKey(pem: TestKeys.rsa)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<20 { #expect(key.signature(Self.text) == TestKeys.signature) }
                }
            }
        }
    }
}
