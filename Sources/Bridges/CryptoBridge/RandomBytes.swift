internal import CCrypto

/// Makes secrets.
package enum RandomBytes {
    /// Returns bytes that nobody can guess.
    package static func make(_ count: Int) -> [UInt8] {
        unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            // SAFETY: writes `count` bytes into the buffer that holds as many.
            let done = unsafe RAND_bytes(buffer.baseAddress, Int32(count))
            precondition(done == 1, "the system has random bytes")
            filled = count
        }
    }
}
