import CryptoBridge
import TestSupport
import Testing

@Suite struct CryptoBridgeVectors {
    struct Signature: Sendable {
        let key: [UInt8]
        let text: [UInt8]
        let sha256: String
        let sha512: String
    }

    // Source: <https://www.rfc-editor.org/rfc/rfc4231>
    static let signatures = [
        Signature(
            key: [UInt8](repeating: 0x0B, count: 20),
            text: Array("Hi There".utf8),
            sha256: "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            sha512: "87aa7cdea5ef619d4ff0b4241a1d6cb02379f4e2ce4ec2787ad0b30545e17cde"
                + "daa833b7d6b8a702038b274eaea3f4e4be9d914eeb61f1702e696c203a126854"
        ),
        Signature(
            key: Array("Jefe".utf8),
            text: Array("what do ya want for nothing?".utf8),
            sha256: "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            sha512: "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
        ),
        Signature(
            key: [UInt8](repeating: 0xAA, count: 20),
            text: [UInt8](repeating: 0xDD, count: 50),
            sha256: "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe",
            sha512: "fa73b0089d56a284efb0f0756c890be9b1b5dbdd8ee81a3655f83e33b2279d39"
                + "bf3e848279a722c806b485a47e67c807b946a337bee8942674278859e13292fb"
        ),
        Signature(
            key: [UInt8](repeating: 0xAA, count: 131),
            text: Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
            sha256: "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            sha512: "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
                + "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598"
        ),
    ]

    @Test(arguments: signatures)
    func `signatures are those of RFC 4231`(_ row: Signature) {
        #expect(Hex.encoded(HMACKey(.sha256, secret: row.key).sign(row.text)) == row.sha256)
        #expect(Hex.encoded(HMACKey(.sha512, secret: row.key).sign(row.text)) == row.sha512)
    }

    // Source: <https://www.rfc-editor.org/rfc/rfc2202>
    @Test func `a SHA-1 signature is that of RFC 2202`() {
        let key = HMACKey(.sha1, secret: "Jefe")
        #expect(
            Hex.encoded(key.sign(Array("what do ya want for nothing?".utf8)))
                == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"
        )
    }

    @Test func `an empty secret and an empty text have a signature`() {
        #expect(
            Hex.encoded(HMACKey(.sha256, secret: []).sign([]))
                == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
        )
        #expect(HMACKey(.sha256, secret: []).sign([]) == HMACKey(.sha256, secret: "").sign([], []))
    }

    @Test func `parts sign as one text and a key signs any number of times`() {
        for algorithm in DigestAlgorithm.allCases {
            let key = HMACKey(algorithm, secret: "secret")
            let whole = key.sign(Array("one two".utf8))
            #expect(whole.count == algorithm.byteCount)
            #expect(key.sign(Array("one".utf8), Array(" two".utf8)) == whole)
            #expect(key.sign(Array("one two".utf8)) == whole)
            #expect(key.sign(Array("one twp".utf8)) != whole)
        }
    }

    // Source: FIPS 180-4 and its examples.
    @Test(arguments: [
        (DigestAlgorithm.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (
            .sha384, "abc",
            "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca1"
                + "34c825a7"
        ),
        (
            .sha512, "abc",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23"
                + "a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
    ])
    func `hashes are those of FIPS 180-4`(
        _ row: (algorithm: DigestAlgorithm, text: String, hash: String)
    ) {
        #expect(Hex.encoded(Digest.hash(row.algorithm, Array(row.text.utf8))) == row.hash)
    }

    @Test func `keys are used by many threads at once`() async {
        let key = HMACKey(.sha256, secret: "secret")
        let expected = (0..<50).map { HMACKey(.sha256, secret: "secret").sign([UInt8($0)]) }
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    for round in 0..<500 {
                        #expect(key.sign([UInt8(round % 50)]) == expected[round % 50])
                    }
                    for _ in 0..<50 {
                        #expect(HMACKey(.sha256, secret: "secret").sign([7]) == expected[7])
                    }
                }
            }
        }
    }

    @Test(arguments: [
        ([UInt8](), [UInt8](), true), ([1], [1], true), ([1, 2], [1, 2], true), ([1], [2], false),
        ([1], [], false), ([], [1], false), ([1, 2], [1], false), ([0], [0x80], false),
    ])
    func `only equal bytes are equal`(_ row: (left: [UInt8], right: [UInt8], isEqual: Bool)) {
        #expect(Digest.isEqual(row.left, row.right) == row.isEqual)
    }

    @Test func `random bytes differ and have the length`() {
        #expect(RandomBytes.make(0).isEmpty)
        #expect(RandomBytes.make(33).count == 33)
        #expect(RandomBytes.make(16) != RandomBytes.make(16))
    }
}
