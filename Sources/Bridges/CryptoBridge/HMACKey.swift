internal import CCrypto
import Synchronization

/// A secret prepared for HMAC, used by any number of threads.
///
/// Source: RFC 2104.
@safe
package final class HMACKey: Sendable {
    @safe
    private struct Contexts {
        // SAFETY: whoever takes a context out of the list is its only user until it is put back.
        nonisolated(unsafe) var free: [OpaquePointer] = unsafe []
    }

    // SAFETY: initialised with the key and never changed after; signatures work on copies, which
    // are kept, because making one costs more than a short signature.
    private nonisolated(unsafe) let prepared: OpaquePointer
    private let contexts = Mutex(Contexts())
    // The shorter way for the function that nearly all signatures and all ids are made with.
    private let short: SHA256Key?
    /// The hash function.
    package let algorithm: DigestAlgorithm

    /// Prepares a secret.
    package init(_ algorithm: DigestAlgorithm, secret: [UInt8]) {
        self.algorithm = algorithm
        short = algorithm == .sha256 ? SHA256Key(secret) : nil
        // SAFETY: OpenSSL copies the secret; the parameter's texts outlive the call that reads them.
        let method = unsafe EVP_MAC_fetch(nil, "HMAC", nil)
        defer { unsafe EVP_MAC_free(method) }
        guard let context = unsafe EVP_MAC_CTX_new(method) else {
            preconditionFailure("OpenSSL has HMAC")
        }
        // A parameter keeps the addresses of its key and its value: both must live until it is read.
        let key = Array(OSSL_MAC_PARAM_DIGEST.utf8CString)
        var name = Array(algorithm.rawValue.utf8CString)
        let done = unsafe key.withUnsafeBufferPointer { key in
            unsafe name.withUnsafeMutableBufferPointer { text in
                var parameters = unsafe [
                    OSSL_PARAM_construct_utf8_string(key.baseAddress, text.baseAddress, 0),
                    OSSL_PARAM_construct_end(),
                ]
                // An empty secret has no address, which OpenSSL would take for "no key given".
                let bytes = secret.isEmpty ? [0] : secret
                return unsafe EVP_MAC_init(context, bytes, secret.count, &parameters)
            }
        }
        precondition(done == 1, "OpenSSL takes any HMAC key")
        unsafe prepared = context
    }

    /// Prepares a secret given as text.
    package convenience init(_ algorithm: DigestAlgorithm, secret: String) {
        self.init(algorithm, secret: Array(secret.utf8))
    }

    deinit {
        contexts.withLock { contexts in
            while let context = unsafe contexts.free.popLast() { unsafe EVP_MAC_CTX_free(context) }
        }
        unsafe EVP_MAC_CTX_free(prepared)
    }

    /// Returns the signature of the bytes, and of more bytes behind them.
    package func sign(_ bytes: [UInt8], _ more: [UInt8] = []) -> [UInt8] {
        if let short { return short.sign(bytes, more) }
        // SAFETY: the context is ours alone; OpenSSL reads the bytes and writes at most 64 of its own.
        let kept = unsafe contexts.withLock { unsafe $0.free.popLast() }
        let context = unsafe kept ?? EVP_MAC_CTX_dup(prepared)
        guard let context = unsafe context else { preconditionFailure("OpenSSL copies a context") }
        // Without a key the context begins anew with the one it has.
        unsafe EVP_MAC_init(context, nil, 0, nil)
        unsafe EVP_MAC_update(context, bytes, bytes.count)
        if !more.isEmpty { unsafe EVP_MAC_update(context, more, more.count) }
        let signature = unsafe [UInt8](unsafeUninitializedCapacity: 64) { buffer, filled in
            filled = 0
            let done = unsafe EVP_MAC_final(context, buffer.baseAddress, &filled, 64)
            precondition(done == 1, "an HMAC always ends")
        }
        contexts.withLock { unsafe $0.free.append(context) }
        return signature
    }
}
