import Testing

@testable import MicroHTTPDBridge

/// Certificates and keys that were made for these tests and vouch for nothing.
private enum Sample {
    static let certificate = """
        -----BEGIN CERTIFICATE-----
        MIIBLjCB4aADAgECAhQUMIFTAniOA5ayieV1YsMBeM/NsjAFBgMrZXAwDDEKMAgG
        A1UEAwwBYTAgFw0yNjExMjEwODA2NTBaGA8yMTI2MTAyODA4MDY1MFowDDEKMAgG
        A1UEAwwBYTAqMAUGAytlcAMhALI6wxKSpTnzUJXi48WZbbegJ5auP9aj7IRsrH3A
        IX+Xo1MwUTAdBgNVHQ4EFgQUcuqmkhupYwflZGj0yHdb8ZNmJtswHwYDVR0jBBgw
        FoAUcuqmkhupYwflZGj0yHdb8ZNmJtswDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD
        QQDAQU2kDkDhxNIAua0Pn6bHvRENurIDaxkQVxRB9yGxqPGSzcX1qq2NXPck3mMB
        McBUk7lCuC0lAzFp2Jj1g3AD
        -----END CERTIFICATE-----
        """
    static let key = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEICoea5Xq5g+uhPJO85Ujn9qr1sE2qXrzERRP3V2MZ11S
        -----END PRIVATE KEY-----
        """
    static let lockedKey = """
        -----BEGIN ENCRYPTED PRIVATE KEY-----
        MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAjWZxnnowOAngICCAAw
        DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEENzI+OI77ySXa71tI2gUCw4EQPKZ
        ofdf8+5Hd8Whip3u6uPel88gWMzcDW6t1ByaufH+kAYUzaedpPXKXbWwcN9UO+Hz
        SB+uDm3dWeT5m/orQrI=
        -----END ENCRYPTED PRIVATE KEY-----
        """
    static let otherCertificate = """
        -----BEGIN CERTIFICATE-----
        MIIBLjCB4aADAgECAhRWcFmB9EOvcP8JNxdXUKHlxkB8oDAFBgMrZXAwDDEKMAgG
        A1UEAwwBYjAgFw0yNjExMjEwODA2NTBaGA8yMTI2MTAyODA4MDY1MFowDDEKMAgG
        A1UEAwwBYjAqMAUGAytlcAMhAH71uEZ6is2C/Jmea2vUKbwxVVi7casVlOT0oICT
        jYGyo1MwUTAdBgNVHQ4EFgQUUaaKaQxQhcg7Llv9/CpQaPkTsiowHwYDVR0jBBgw
        FoAUUaaKaQxQhcg7Llv9/CpQaPkTsiowDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXAD
        QQDZdGWdm2YNgi5h4C1CqNsaa6dtkfppy0+DS64I++fsj7cvos2eydGUXWQ7VM7K
        pnCsW+/aKAcYF/0h4qnpursA
        -----END CERTIFICATE-----
        """
    static let otherKey = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEIOGvQziZjcU+wmuKURbZhw6GrRZT8jiWzdhd/7IRThj+
        -----END PRIVATE KEY-----
        """
}

@Suite struct ServerCertificateTests {
    private func read(
        _ certificate: String,
        _ key: String
    ) throws(ServerCertificate.Problem) -> ServerCertificate {
        try ServerCertificate(certificate: Array(certificate.utf8), key: Array(key.utf8))
    }

    @Test func `a pair is read with its time`() throws {
        let pair = try read(Sample.certificate, Sample.key)
        #expect(pair.validFrom == 1_795_248_410)
        #expect(pair.validUntil == 4_948_848_410)
        #expect(pair.count == 1)
    }

    @Test func `a chain is read whole, its first certificate is the server's`() throws {
        let chain = Sample.certificate + "\n" + Sample.otherCertificate + "\n"
        #expect(try read(chain, Sample.key).count == 2)
        #expect(throws: ServerCertificate.Problem.mismatch) {
            try self.read(chain, Sample.otherKey)
        }
    }

    @Test func `words around the blocks do no harm`() throws {
        let pair = try read("subject\r\n\n" + Sample.certificate + "\n\n", "\n" + Sample.key + "\n")
        #expect(pair.count == 1)
    }

    @Test func `the key of another certificate is refused`() {
        #expect(throws: ServerCertificate.Problem.mismatch) {
            try self.read(Sample.certificate, Sample.otherKey)
        }
    }

    @Test(arguments: ["", "no certificate", "-----BEGIN CERTIFICATE-----\nAAAA\n", Sample.key])
    func `what is no certificate is refused`(_ text: String) {
        #expect {
            try self.read(text, Sample.key)
        } throws: { error in
            guard case .noCertificate(let words)? = error as? ServerCertificate.Problem else {
                return false
            }
            return !words.isEmpty && !words.hasSuffix(".")
        }
    }

    @Test(arguments: ["", "no key", Sample.certificate, Sample.lockedKey])
    func `what is no key, or one behind a password, is refused and nobody is asked`(
        _ text: String
    ) {
        #expect {
            try self.read(Sample.certificate, text)
        } throws: { error in
            guard case .noKey(let words)? = error as? ServerCertificate.Problem else {
                return false
            }
            return !words.isEmpty
        }
    }

    @Test func `the same texts are the same pair`() throws {
        let pair = try read(Sample.certificate, Sample.key)
        #expect(pair.isSame(as: try read(Sample.certificate, Sample.key)))
        #expect(!pair.isSame(as: try read(Sample.otherCertificate, Sample.otherKey)))
    }
}
