internal import CCrypto

/// An RSA key that tells whether a signature is genuine.
@safe
package final class RSAPublicKey: Sendable {
    // SAFETY: made by init and only read afterwards, which OpenSSL allows from any thread.
    private nonisolated(unsafe) let key: OpaquePointer

    /// Reads a PEM text: a public key, or a private one without a password, of which the public half
    /// is used.
    ///
    /// Nil where the text holds no RSA key.
    package init?(pem: [UInt8]) {
        guard let (label, der) = Self.block(String(decoding: pem, as: UTF8.self)) else {
            return nil
        }
        let key: OpaquePointer? =
            switch label {
            case "PUBLIC KEY":
                unsafe Self.keyBits(der[...]).flatMap { bits in unsafe Self.publicKey(bits) }
            case "RSA PUBLIC KEY": unsafe Self.publicKey(der)
            case "PRIVATE KEY", "RSA PRIVATE KEY": unsafe Self.privateKey(der)
            default: nil
            }
        ERR_clear_error()
        guard let key = unsafe key else { return nil }
        guard unsafe EVP_PKEY_get_base_id(key) == Self.rsa else {
            unsafe EVP_PKEY_free(key)
            return nil
        }
        unsafe self.key = unsafe key
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    /// Tells whether this is the key's signature of the message: RSASSA-PKCS1-v1_5 with SHA-256, the
    /// RS256 of JSON Web Tokens.
    ///
    /// Source: RFC 8017 §8.2, RFC 7518 §3.3.
    package func isSignature(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        // SAFETY: the context is ours alone; OpenSSL reads both arrays during the calls only.
        guard let context = unsafe EVP_MD_CTX_new() else { return false }
        defer {
            unsafe EVP_MD_CTX_free(context)
            // What is wrong with a signature stays in this thread's queue otherwise.
            ERR_clear_error()
        }
        guard unsafe EVP_DigestVerifyInit(context, nil, EVP_sha256(), nil, key) == 1 else {
            return false
        }
        return unsafe EVP_DigestVerify(
            context,
            signature,
            signature.count,
            message,
            message.count
        ) == 1
    }

    // MARK: Reading

    private static let rsa = EVP_PKEY_RSA

    /// The first block of a PEM text.
    ///
    /// Source: RFC 7468.
    private static func block(_ text: String) -> (label: String, der: [UInt8])? {
        guard let begin = text.firstRange(of: "-----BEGIN "),
            let close = text[begin.upperBound...].firstRange(of: "-----")
        else { return nil }
        let label = String(text[begin.upperBound..<close.lowerBound])
        guard let end = text[close.upperBound...].firstRange(of: "-----END \(label)-----") else {
            return nil
        }
        let body = text[close.upperBound..<end.lowerBound].filter { !$0.isWhitespace }
        return Base64.decoded(body).map { (label, $0) }
    }

    /// What lies in the bit string of a SubjectPublicKeyInfo.
    ///
    /// Source: RFC 5280 §4.1.
    private static func keyBits(_ der: ArraySlice<UInt8>) -> [UInt8]? {
        var rest = der
        guard var inside = value(of: 0x30, &rest), value(of: 0x30, &inside) != nil,
            let bits = value(of: 0x03, &inside), bits.first == 0
        else { return nil }
        return Array(bits.dropFirst())
    }

    /// Takes one DER value of that tag off the front.
    private static func value(of tag: UInt8, _ der: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard der.popFirst() == tag, let first = der.popFirst() else { return nil }
        var count = Int(first)
        if first & 0x80 != 0 {
            guard first & 0x7F <= 3 else { return nil }
            count = 0
            for _ in 0..<first & 0x7F {
                guard let byte = der.popFirst() else { return nil }
                count = count << 8 | Int(byte)
            }
        }
        guard count <= der.count else { return nil }
        let value = der.prefix(count)
        der = der.dropFirst(count)
        return value
    }

    private static func publicKey(_ der: [UInt8]) -> OpaquePointer? {
        unsafe der.withUnsafeBufferPointer { bytes in
            // SAFETY: OpenSSL reads the bytes during the call only.
            var start = bytes.baseAddress
            return unsafe d2i_PublicKey(rsa, nil, &start, bytes.count)
        }
    }

    private static func privateKey(_ der: [UInt8]) -> OpaquePointer? {
        unsafe der.withUnsafeBufferPointer { bytes in
            // SAFETY: OpenSSL reads the bytes during the call only.
            var start = bytes.baseAddress
            return unsafe d2i_AutoPrivateKey(nil, &start, bytes.count)
        }
    }
}
