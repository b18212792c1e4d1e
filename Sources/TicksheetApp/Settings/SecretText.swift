import TicksheetCore

/// Reads a secret out of the text that a person or a program saved: one line, byte for byte.
///
/// What an editor adds unseen would be part of the secret, and no signature would match.
enum SecretText {
    /// What stands there that is no part of a secret.
    struct Fault: Error {
        /// Follows the place's name; never with the secret.
        let finding: String
    }

    /// Returns the secret without the line ends behind it.
    static func secret(in bytes: [UInt8]) throws(Fault) -> Secret {
        if let mark = marks.first(where: { bytes.starts(with: $0.bytes) }) {
            throw Fault(finding: "\(mark.finding); save it as UTF-8 without a byte order mark")
        }
        guard !bytes.contains(0) else {
            throw Fault(finding: "holds zero bytes, as UTF-16 has; save it as UTF-8")
        }
        guard var text = String(validating: bytes, as: UTF8.self) else {
            throw Fault(finding: "is no text in UTF-8; save it as UTF-8")
        }
        while text.last?.isNewline == true { text.removeLast() }
        guard text.contains(where: { !$0.isWhitespace }), let first = text.first,
            let last = text.last
        else { throw Fault(finding: "is empty; put the secret in it") }
        let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
        guard lines.count == 1 else {
            throw Fault(
                finding: "holds \(lines.count) lines; expected one, with the secret and nothing "
                    + "else; a second secret has a place of its own"
            )
        }
        guard !first.isWhitespace, !last.isWhitespace else {
            throw Fault(finding: "begins or ends with a blank; take it out")
        }
        return Secret(text)
    }

    private static let marks: [(bytes: [UInt8], finding: String)] = [
        ([0xEF, 0xBB, 0xBF], "begins with a mark that editors add"),
        ([0xFF, 0xFE], "is in UTF-16"), ([0xFE, 0xFF], "is in UTF-16"),
    ]
}
