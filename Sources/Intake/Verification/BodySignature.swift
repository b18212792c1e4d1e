import CryptoBridge
import HTTPTypes
import TicksheetCore

/// An HMAC over the raw body in a header field.
struct BodySignature: Sendable {
    private let scheme: Verification.HMACScheme
    private let keys: [HMACKey]
    private let remedy: String

    init(_ scheme: Verification.HMACScheme, secrets: [Secret], remedy: String) {
        self.scheme = scheme
        self.remedy = remedy
        keys = secrets.filter { !$0.bytes.isEmpty }
            .map { HMACKey(scheme.algorithm, secret: $0.bytes) }
    }

    func check(_ request: HTTPRequest) -> VerificationFailure? {
        guard let field = request.fields.first(named: scheme.header) else {
            return .missing(scheme.header, "Is it the provider that sends here? \(remedy)")
        }
        let count = scheme.algorithm.byteCount
        let prefix = scheme.prefix.utf8
        // By bytes: the text behind the prefix has hardly a character that is more than one.
        guard field.utf8.starts(with: prefix),
            let given = decoded(
                field[field.utf8.index(field.startIndex, offsetBy: prefix.count)...]
            ),
            given.count == count
        else {
            return .malformed(
                scheme.header,
                expected: (scheme.prefix.isEmpty ? "" : "\"\(scheme.prefix)\" and ")
                    + "\(count) bytes as \(scheme.encoding == .hex ? "hexadecimal" : "Base64")"
            )
        }
        // All secrets are tried, so that the time does not tell which one fits.
        var isFound = false
        for key in keys where Digest.isEqual(key.sign(request.body), given) { isFound = true }
        return isFound ? nil : .mismatch(scheme.header, remedy)
    }

    private func decoded(_ text: Substring) -> [UInt8]? {
        switch scheme.encoding {
        case .hex: Hex.decoded(text)
        case .base64: Base64.decoded(text)
        }
    }
}
