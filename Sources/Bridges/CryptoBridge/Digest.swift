internal import CCrypto

/// A hash function.
package enum DigestAlgorithm: String, Sendable, CaseIterable {
    /// SHA-1, only for providers that sign with nothing better.
    case sha1
    /// SHA-256.
    case sha256
    /// SHA-384.
    case sha384
    /// SHA-512.
    case sha512

    /// The length of a hash in bytes.
    package var byteCount: Int {
        switch self {
        case .sha1: 20
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }
}

/// Hashes bytes.
package enum Digest {
    /// Returns the hash of bytes.
    package static func hash(_ algorithm: DigestAlgorithm, _ bytes: [UInt8]) -> [UInt8] {
        var length: UInt32 = 0
        // SAFETY: OpenSSL reads the array's bytes and writes at most byteCount into the result.
        let result = unsafe [UInt8](unsafeUninitializedCapacity: 64) { buffer, filled in
            let done = unsafe bytes.withUnsafeBytes { input in
                unsafe EVP_Digest(
                    input.baseAddress,
                    input.count,
                    buffer.baseAddress,
                    &length,
                    algorithm.function,
                    nil
                )
            }
            precondition(done == 1, "OpenSSL has SHA-1 and SHA-2")
            filled = Int(length)
        }
        return result
    }

    /// Compares two byte strings in a time that depends on their length only.
    package static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        // SAFETY: both arrays have `count` bytes, which are only read.
        return unsafe left.withUnsafeBytes { first in
            unsafe right.withUnsafeBytes { second in
                unsafe CRYPTO_memcmp(first.baseAddress, second.baseAddress, first.count) == 0
            }
        }
    }
}

extension DigestAlgorithm {
    // SAFETY: tables of OpenSSL, never freed and never changed.
    // Looked up once: what EVP_sha256() returns is looked up again at each hash, which takes longer than
    // hashing a row.
    nonisolated(unsafe) private static let fetched: [OpaquePointer?] = unsafe allCases.map {
        unsafe EVP_MD_fetch(nil, $0.rawValue, nil)
    }

    fileprivate var function: OpaquePointer? {
        switch self {
        case .sha1: unsafe Self.fetched[0] ?? EVP_sha1()
        case .sha256: unsafe Self.fetched[1] ?? EVP_sha256()
        case .sha384: unsafe Self.fetched[2] ?? EVP_sha384()
        case .sha512: unsafe Self.fetched[3] ?? EVP_sha512()
        }
    }
}
