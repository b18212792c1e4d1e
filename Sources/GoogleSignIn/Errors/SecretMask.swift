import HTTPTypes
import TicksheetCore

/// Makes what another side said fit for an error: without secrets, short, on one line.
///
/// Left out is what was sent, whole or in part from its beginning, as it is or encoded for a form,
/// and whatever begins as Google's tokens, keys and signed statements do.
struct SecretMask: Sendable {
    // Google's own beginnings: access token, refresh token, statement, client secret, API key, code.
    private static let beginnings = ["ya29.", "1//", "eyJ", "GOCSPX-", "AIza", "4/0"]
    // Less is no secret, and would be found in ordinary words.
    private static let least = 4
    // So much of a secret's beginning gives it away; nobody writes that much of it by chance.
    private static let enough = 12

    private let secrets: [Secret]

    init(_ secrets: [Secret] = []) {
        self.secrets = secrets.flatMap { secret in
            Set([secret.text, percentEncoded(secret.text)]).map { text in
                Secret(String(decoding: Array(text.utf8.prefix(Self.enough)), as: UTF8.self))
            }
        }
        .filter { $0.bytes.count >= Self.least }
    }

    /// Returns the text without secrets.
    ///
    /// `limit`: Bytes that are shown.
    func masked(_ text: String, limit: Int = 160) -> String {
        var line = ""
        for scalar in String(decoding: masked(Array(text.utf8)), as: UTF8.self).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                if !line.hasSuffix(" ") { line.append(" ") }
            default: line.unicodeScalars.append(scalar)
            }
            if line.utf8.count > limit { return line + "…" }
        }
        while line.last == " " { line.removeLast() }
        while line.first == " " { line.removeFirst() }
        return line
    }

    private func masked(_ text: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            if let end = secretEnd(in: text, at: index) {
                result += Array("•••".utf8)
                index = end
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private func secretEnd(in text: [UInt8], at index: Int) -> Int? {
        let rest = text[index...]
        for secret in secrets where Self.begins(rest, secret.bytes) {
            return Self.wordEnd(rest.dropFirst(secret.bytes.count))
        }
        let isWordStart = index == 0 || !Self.isAlphanumeric(text[index - 1])
        guard isWordStart, Self.beginnings.contains(where: { rest.starts(with: $0.utf8) }) else {
            return nil
        }
        let end = Self.wordEnd(rest)
        return end - index >= Self.enough ? end : nil
    }

    // Without regard to case: a side may give back what it got in another.
    private static func begins(_ rest: ArraySlice<UInt8>, _ secret: [UInt8]) -> Bool {
        rest.count >= secret.count
            && rest.prefix(secret.count).elementsEqual(secret) { lowered($0) == lowered($1) }
    }

    private static func wordEnd(_ rest: ArraySlice<UInt8>) -> Int {
        rest.firstIndex { !isTokenByte($0) } ?? rest.endIndex
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        isAlphanumeric(byte) || "-._~+/=%".utf8.contains(byte)
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }
}
