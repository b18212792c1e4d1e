internal import CCrypto

/// Why a text is no RSA private key.
package enum RSAKeyError: Error, Sendable, Equatable, CustomStringConvertible {
    /// There is no PEM block in the text.
    case noBlock
    /// The line ends are written as the two characters `\n`.
    case escapedLineEnds
    /// The block is something else; what its first line calls it, such as `CERTIFICATE`.
    case notPrivate(label: String)
    /// A password is needed to read it.
    case encrypted
    /// The key is of another kind, such as `EC`.
    case notRSA(kind: String)
    /// The block is damaged.
    case broken(String)
    /// The key is too short to be trusted.
    case tooShort(bits: Int)

    /// What was found and what was expected; never a part of the key.
    package var description: String {
        switch self {
        case .noBlock: "it has no line \"-----BEGIN PRIVATE KEY-----\""
        case .escapedLineEnds:
            "its line ends stand there as a backslash and an n; expected real line ends"
        case .notPrivate(let label): "it is \"\(label)\"; expected \"PRIVATE KEY\""
        case .encrypted: "it is encrypted with a password; expected a key without one"
        case .notRSA(let kind): "it is a key of the kind \(kind); expected RSA"
        case .broken(let finding): finding
        case .tooShort(let bits): "it has \(bits) bits; expected 2048 or more"
        }
    }
}

/// An RSA key that signs, used by any number of threads.
@safe
package final class RSAPrivateKey: Sendable {
    // SAFETY: made by init, never changed after, freed by deinit; OpenSSL counts and locks what it
    // keeps with a key by itself, so that signatures may be made on several threads at once.
    private nonisolated(unsafe) let key: OpaquePointer
    /// The length of the modulus.
    package let bits: Int

    /// Reads a key in PEM, as PKCS#8 (`PRIVATE KEY`) or PKCS#1 (`RSA PRIVATE KEY`).
    ///
    /// Text around the block does not count. Refused: keys with a password, other kinds of keys, those
    /// of fewer than 2,048 bits.
    package init(pem: String) throws(RSAKeyError) {
        let bytes = try PEMBlock.privateKey(in: pem)
        let read: OpaquePointer? = unsafe bytes.withUnsafeBufferPointer { buffer in
            // SAFETY: reads at most count bytes; moves `next`, a copy of the address, to what follows.
            var next = buffer.baseAddress
            let key = unsafe d2i_AutoPrivateKey(nil, &next, buffer.count)
            let end = unsafe buffer.baseAddress.map { unsafe $0 + buffer.count }
            guard let key = unsafe key, unsafe next != end else { return unsafe key }
            unsafe EVP_PKEY_free(key)
            return nil
        }
        // What OpenSSL noted of a fault would be found by the next one who asks on this thread.
        ERR_clear_error()
        guard let read = unsafe read else {
            throw .broken("its block cannot be read as a key; is it whole?")
        }
        let bits = unsafe Int(EVP_PKEY_get_bits(read))
        // SAFETY: the name belongs to the key, which lives until here; it is copied.
        let kind = unsafe EVP_PKEY_get0_type_name(read).map { unsafe String(cString: $0) }
        guard kind == "RSA", bits >= 2048 else {
            unsafe EVP_PKEY_free(read)
            throw kind == "RSA" ? .tooShort(bits: bits) : .notRSA(kind: kind ?? "unknown")
        }
        unsafe key = read
        self.bits = bits
    }

    deinit {
        unsafe EVP_PKEY_free(key)
    }

    /// Returns the signature of bytes with SHA-256 and PKCS#1 v1.5 padding, the RS256 of JWTs; nil where
    /// the key's numbers do not belong together.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc7518#section-3.3>
    package func signature(_ bytes: [UInt8]) -> [UInt8]? {
        // SAFETY: the context is ours alone and freed at the end; it holds its own count of the key.
        guard let context = unsafe EVP_MD_CTX_new() else { return nil }
        defer {
            unsafe EVP_MD_CTX_free(context)
            ERR_clear_error()
        }
        guard unsafe EVP_DigestSignInit(context, nil, EVP_sha256(), nil, key) == 1 else {
            return nil
        }
        // A signature is as long as the modulus.
        var length = (bits + 7) / 8
        var done: Int32 = 0
        // SAFETY: OpenSSL reads the bytes and writes at most `length` into a buffer of that size.
        let signature = unsafe [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
            done = unsafe EVP_DigestSign(
                context,
                buffer.baseAddress,
                &length,
                bytes,
                bytes.count
            )
            filled = done == 1 ? length : 0
        }
        return done == 1 ? signature : nil
    }
}

extension RSAPrivateKey {
    /// Finds the block of a private key in a text.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc7468>
    private enum PEMBlock {
        static func privateKey(in text: String) throws(RSAKeyError) -> [UInt8] {
            let dashes = "-----"
            guard let begin = text.firstRange(of: "-----BEGIN ") else { throw .noBlock }
            guard let close = text[begin.upperBound...].firstRange(of: dashes) else {
                throw .broken("its first line does not end with five dashes")
            }
            let label = text[begin.upperBound..<close.lowerBound]
            switch label {
            case "PRIVATE KEY", "RSA PRIVATE KEY": break
            case "ENCRYPTED PRIVATE KEY": throw .encrypted
            case "EC PRIVATE KEY", "DSA PRIVATE KEY", "OPENSSH PRIVATE KEY":
                throw .notRSA(kind: String(label.split(separator: " ")[0]))
            default: throw .notPrivate(label: shown(label))
            }
            let rest = text[close.upperBound...]
            guard let end = rest.firstRange(of: "-----END \(label)-----") else {
                throw .broken("its block does not end with \"-----END \(label)-----\"")
            }
            let body = rest[..<end.lowerBound]
            if body.contains("\\n") { throw .escapedLineEnds }
            // Lines such as `Proc-Type: 4,ENCRYPTED` stand in old files only, to name a cipher.
            if body.contains("ENCRYPTED") { throw .encrypted }
            guard !body.contains(":") else {
                throw .broken("its block has header lines; expected Base64 only")
            }
            guard let bytes = Base64.decoded(String(body.filter { !$0.isWhitespace })),
                !bytes.isEmpty
            else { throw .broken("what stands between its first and last line is no Base64") }
            return bytes
        }

        private static func shown(_ label: Substring) -> String {
            String(
                label.prefix(40).filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == " ") }
            )
        }
    }
}
