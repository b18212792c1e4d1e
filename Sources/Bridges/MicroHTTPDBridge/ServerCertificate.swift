internal import CMicroHTTPD

/// A certificate with its chain and its private key, read and found to belong together.
@safe
package final class ServerCertificate: Sendable {
    /// Why a server cannot use them.
    package enum Problem: Error, Equatable {
        /// The certificate's text holds no certificate; the library's words.
        case noCertificate(String)
        /// The key's text holds no key, or one behind a password; the library's words.
        case noKey(String)
        /// The key is another certificate's.
        case mismatch
    }

    // A leaf and its chain; a longer one is nobody's.
    private static let most = 16

    private let certificateText: [UInt8]
    private let keyText: [UInt8]
    // SAFETY: filled by init, only read afterwards, freed by deinit; GnuTLS reads them from any thread.
    nonisolated(unsafe) let chain: UnsafeMutablePointer<gnutls_pcert_st>
    let count: UInt32
    nonisolated(unsafe) let key: gnutls_privkey_t
    /// From when it holds, in Unix seconds.
    package let validFrom: Int64
    /// Until when it holds, in Unix seconds.
    package let validUntil: Int64

    /// Reads both.
    ///
    /// `certificate`: PEM; the server's own first, those that vouch for it behind.
    ///
    /// `key`: PEM, without a password.
    package init(certificate: [UInt8], key: [UInt8]) throws(Problem) {
        certificateText = certificate
        keyText = key
        let chain = UnsafeMutablePointer<gnutls_pcert_st>.allocate(capacity: Self.most)
        var count = UInt32(Self.most)
        let read = unsafe Self.with(certificate) { datum in
            // SAFETY: at most `count` entries of the memory above are filled.
            unsafe gnutls_pcert_list_import_x509_raw(chain, &count, &datum, GNUTLS_X509_FMT_PEM, 0)
        }
        guard read >= 0, count > 0 else {
            unsafe chain.deallocate()
            throw .noCertificate(Self.words(read))
        }
        func release() {
            for index in 0..<Int(count) { unsafe gnutls_pcert_deinit(chain + index) }
            unsafe chain.deallocate()
        }
        var made: gnutls_privkey_t?
        unsafe gnutls_privkey_init(&made)
        let opened = unsafe Self.with(key) { datum in
            // SAFETY: the text is read during the call only. Without a password nobody is asked for one.
            unsafe gnutls_privkey_import_x509_raw(made, &datum, GNUTLS_X509_FMT_PEM, nil, 0)
        }
        guard opened >= 0, let made = unsafe made else {
            unsafe gnutls_privkey_deinit(made)
            release()
            throw .noKey(Self.words(opened))
        }
        guard unsafe Self.belongs(made, to: chain.pointee.pubkey) else {
            unsafe gnutls_privkey_deinit(made)
            release()
            throw .mismatch
        }
        (validFrom, validUntil) = unsafe Self.validity(of: chain)
        unsafe self.chain = unsafe chain
        self.count = count
        unsafe self.key = unsafe made
    }

    deinit {
        for index in 0..<Int(count) { unsafe gnutls_pcert_deinit(chain + index) }
        unsafe chain.deallocate()
        unsafe gnutls_privkey_deinit(key)
    }

    /// Whether both were read from the same texts.
    package func isSame(as other: ServerCertificate) -> Bool {
        certificateText == other.certificateText && keyText == other.keyText
    }

    private static func with(
        _ text: [UInt8],
        _ body: (inout gnutls_datum_t) -> Int32
    ) -> Int32 {
        // GnuTLS takes the text as one that is ended by a zero byte.
        var copy = text + [0]
        return unsafe copy.withUnsafeMutableBufferPointer { buffer in
            // SAFETY: the bytes live as long as the body runs; GnuTLS only reads them.
            var datum = unsafe gnutls_datum_t(data: buffer.baseAddress, size: UInt32(text.count))
            return unsafe body(&datum)
        }
    }

    private static func belongs(_ key: gnutls_privkey_t, to certified: gnutls_pubkey_t?) -> Bool {
        var own: gnutls_pubkey_t?
        unsafe gnutls_pubkey_init(&own)
        defer { unsafe gnutls_pubkey_deinit(own) }
        guard unsafe gnutls_pubkey_import_privkey(own, key, 0, 0) >= 0 else { return false }
        let ids = unsafe [own, certified].map { unsafe identity(of: $0) }
        return ids[0] != nil && ids[0] == ids[1]
    }

    private static func identity(of key: gnutls_pubkey_t?) -> [UInt8]? {
        var size = 64
        var bytes = [UInt8](repeating: 0, count: size)
        // SAFETY: at most `size` bytes are filled.
        let flags = UInt32(GNUTLS_KEYID_USE_SHA256.rawValue)
        guard unsafe gnutls_pubkey_get_key_id(key, flags, &bytes, &size) >= 0 else { return nil }
        return Array(bytes.prefix(size))
    }

    private static func validity(
        of leaf: UnsafeMutablePointer<gnutls_pcert_st>
    ) -> (from: Int64, until: Int64) {
        var certificate: gnutls_x509_crt_t?
        // SAFETY: makes a copy, which is freed below.
        guard unsafe gnutls_pcert_export_x509(leaf, &certificate) >= 0 else { return (0, 0) }
        defer { unsafe gnutls_x509_crt_deinit(certificate) }
        return (
            Int64(unsafe gnutls_x509_crt_get_activation_time(certificate)),
            Int64(unsafe gnutls_x509_crt_get_expiration_time(certificate))
        )
    }

    private static func words(_ code: Int32) -> String {
        // SAFETY: a static text of the library.
        guard let text = unsafe gnutls_strerror(code) else { return "" }
        let words = unsafe String(cString: text)
        return words.hasSuffix(".") ? String(words.dropLast()) : words
    }
}
