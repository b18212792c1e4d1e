/// Writes the text of a cell into a paragraph of OpenDocument, where white space is not kept by itself:
/// a line is a paragraph, and blanks that would be lost stand as elements.
///
/// Source: <https://docs.oasis-open.org/office/OpenDocument/v1.3/os/part3-schema/OpenDocument-v1.3-os-part3-schema.html#__RefHeading__1415196_253892949>
enum ODSText {
    private static let blank = UInt8(ascii: " ")
    private static let nextParagraph = Array("</text:p><text:p>".utf8)
    private static let tab = Array("<text:tab/>".utf8)

    /// Appends a stretch of texts to a paragraph that is open.
    static func append(_ texts: [UInt8], _ range: Range<Int>, to bytes: inout [UInt8]) {
        let text = texts.span.extracting(range)
        guard let first = firstSpecial(in: text) else {
            bytes += texts[range]
            return
        }
        // Most texts that are not plain are so only from somewhere on; a blank belongs to its run.
        var index = first
        while index > 0, text[index - 1] == blank { index -= 1 }
        for place in 0..<index { bytes.append(text[place]) }
        while index < text.count {
            switch text[index] {
            case blank:
                var end = index
                while end < text.count, text[end] == blank { end += 1 }
                appendBlanks(end - index, isAtEdge: isEdge(text, index, end), to: &bytes)
                index = end
                continue
            case UInt8(ascii: "\r") where index + 1 < text.count && text[index + 1] == 10:
                break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): bytes += nextParagraph
            case UInt8(ascii: "\t"): bytes += tab
            default:
                let length = XMLText.isNoCharacter(text, at: index) ? 3 : 1
                XMLText.append(text.extracting(index..<index + length), to: &bytes)
                index += length
                continue
            }
            index += 1
        }
    }

    // Blanks beside an end of a line would be dropped, and of several only one be kept.
    private static func isEdge(_ text: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        start == 0 || end == text.count || text[start - 1] < blank || text[end] < blank
    }

    private static func appendBlanks(_ count: Int, isAtEdge: Bool, to bytes: inout [UInt8]) {
        let plain = isAtEdge ? 0 : 1
        if plain == 1 { bytes.append(blank) }
        switch count - plain {
        case 0: break
        case 1: bytes += "<text:s/>".utf8
        case let more: bytes += "<text:s text:c=\"\(more)\"/>".utf8
        }
    }

    private static func firstSpecial(in text: Span<UInt8>) -> Int? {
        var wasBlank = true
        for index in text.indices {
            switch text[index] {
            case blank:
                if wasBlank || index == text.count - 1 { return index }
                wasBlank = true
                continue
            case 0..<blank, UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"),
                UInt8(ascii: "\""):
                return index
            case 0xEF where XMLText.isNoCharacter(text, at: index): return index
            default: break
            }
            wasBlank = false
        }
        return nil
    }
}
