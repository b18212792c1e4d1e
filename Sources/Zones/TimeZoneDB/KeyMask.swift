import HTTPTypes
import TicksheetCore

/// Makes what another side said fit for an error or a log: without the key, short, on one line.
struct KeyMask: Sendable {
    // Secrets too: what is dumped must not show them.
    private let forms: [Secret]

    init(_ key: Secret) {
        let text = key.text
        let escaped = text.split(separator: "/", omittingEmptySubsequences: false)
            .joined(separator: "\\/")
        let encoded = percentEncoded(text)
        let formEncoded = encoded.replacing("%20", with: "+")
        forms = Set([text, escaped, encoded, formEncoded, percentEncoded(encoded)])
            .filter { !$0.isEmpty }
            .sorted { $0.utf8.count > $1.utf8.count }
            .map { Secret($0) }
    }

    /// Returns the text without the key, as sent, escaped or encoded, in whatever case.
    ///
    /// `limit`: Bytes that are shown.
    func masked(_ text: String, limit: Int = 160) -> String {
        // Cut only after the mask, or half a key could stay at the cut.
        var shown = Array(text.utf8)
        for form in forms { shown = Self.replacing(form.bytes, in: shown) }
        var line = ""
        for scalar in String(decoding: shown, as: UTF8.self).unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator:
                if !line.hasSuffix(" ") { line.append(" ") }
            default: line.unicodeScalars.append(scalar)
            }
            if line.utf8.count > limit { return line + "…" }
        }
        while line.last == " " { line.removeLast() }
        return line
    }

    private static func replacing(_ form: [UInt8], in text: [UInt8]) -> [UInt8] {
        guard text.count >= form.count else { return text }
        let wanted = form.map(lowered)
        var result: [UInt8] = []
        var index = 0
        while index < text.count {
            let end = index + form.count
            if end <= text.count,
                lowered(text[index]) == wanted[0],
                text[index..<end].elementsEqual(wanted, by: { lowered($0) == $1 })
            {
                result += Array("•••".utf8)
                index = end
            } else {
                result.append(text[index])
                index += 1
            }
        }
        return result
    }

    private static func lowered(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte
    }
}
