internal import CCrypto

extension RSAPrivateKey {
    /// Makes a key at random and returns it in PEM, as PKCS#8; nil where there is no memory.
    ///
    /// Costs up to a second.
    package static func newPEM(bits: UInt32 = 2048) -> String? {
        guard let key = unsafe ticksheet_new_rsa_key(bits) else { return nil }
        // SAFETY: the key and the buffer are ours and freed here; the text is copied before.
        defer { unsafe EVP_PKEY_free(key) }
        guard let buffer = unsafe BIO_new(BIO_s_mem()) else { return nil }
        defer { unsafe BIO_free(buffer) }
        guard unsafe PEM_write_bio_PrivateKey(buffer, key, nil, nil, 0, nil, nil) == 1 else {
            return nil
        }
        let size = unsafe Int(BIO_ctrl_pending(buffer))
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { memory, filled in
            filled = unsafe Int(BIO_read(buffer, memory.baseAddress, Int32(size)))
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
