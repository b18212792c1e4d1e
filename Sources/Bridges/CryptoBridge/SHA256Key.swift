internal import CCrypto

/// A secret prepared for HMAC-SHA-256: what the hash function holds after the secret's two blocks.
///
/// A signature goes on from copies of both, on the stack; OpenSSL's own HMAC allocates for each.
/// Source: RFC 2104 §4.
struct SHA256Key: Sendable {
    private static let blockCount = 64
    private static let byteCount = 32

    private let inner: SHA256_CTX
    private let outer: SHA256_CTX

    init(_ secret: [UInt8]) {
        var block = secret.count > Self.blockCount ? Digest.hash(.sha256, secret) : secret
        block += Array(repeating: 0, count: Self.blockCount - block.count)
        inner = Self.begun(block.map { $0 ^ 0x36 })
        outer = Self.begun(block.map { $0 ^ 0x5C })
    }

    private static func begun(_ block: [UInt8]) -> SHA256_CTX {
        var state = SHA256_CTX()
        // SAFETY: OpenSSL fills the struct and reads the array's bytes.
        unsafe SHA256_Init(&state)
        unsafe SHA256_Update(&state, block, block.count)
        return state
    }

    /// Returns the signature of the bytes, and of more bytes behind them.
    func sign(_ bytes: [UInt8], _ more: [UInt8]) -> [UInt8] {
        var (first, second) = (inner, outer)
        // SAFETY: OpenSSL reads the arrays' bytes and writes 32, for which there is room.
        return unsafe [UInt8](unsafeUninitializedCapacity: Self.byteCount) { buffer, filled in
            unsafe SHA256_Update(&first, bytes, bytes.count)
            if !more.isEmpty { unsafe SHA256_Update(&first, more, more.count) }
            unsafe SHA256_Final(buffer.baseAddress, &first)
            unsafe SHA256_Update(&second, buffer.baseAddress, Self.byteCount)
            unsafe SHA256_Final(buffer.baseAddress, &second)
            filled = Self.byteCount
        }
    }
}
