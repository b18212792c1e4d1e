import HTTPTypes

/// An answer as it comes in, line by line and part by part.
struct AnswerReader {
    /// Why the rest of an answer is not wanted.
    enum Refusal: Equatable {
        case tooLarge
        case unreadable(String)
    }

    // Three times what libcurl's newer versions take.
    private static let largestHeader = 1 << 20

    private let limit: Int
    private let hasBody: Bool
    private var headerSize = 0
    private var field: (name: [UInt8], value: [UInt8])?

    private(set) var response = HTTPResponse(status: 0)
    /// Whether the answer has come to its end of the header; what follows is the body.
    private(set) var isHeaderWhole = false
    private(set) var refusal: Refusal?

    /// Creates a reader.
    ///
    /// `limit`: Bytes of the body at most.
    /// `hasBody`: Whether the method lets an answer have one.
    init(limit: Int, hasBody: Bool) {
        self.limit = limit
        self.hasBody = hasBody
    }

    /// Whether the answer has begun; one that is only to come (100 to 199) is none yet.
    var hasBegun: Bool { response.status >= 200 }

    /// Takes a line of the header with its end; false ends the transfer.
    mutating func take(line: [UInt8]) -> Bool {
        // What follows the last chunk.
        guard !isHeaderWhole else { return true }
        headerSize += line.count
        guard headerSize <= Self.largestHeader else { return refuse("its header does not end") }
        let end = line.lastIndex { $0 != 0x0D && $0 != 0x0A }.map { $0 + 1 } ?? 0
        let text = line[..<end]
        if response.status == 0 { return takeStatus(text) }
        if text.isEmpty { return takeEnd() }
        if text.first == 0x20 || text.first == 0x09 {
            // A line that goes on is read as one with a space.
            field?.value += [0x20] + Self.trimmed(text)
            return true
        }
        keepField()
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")) else {
            return refuse("the header of the answer cannot be read")
        }
        let name = Self.trimmed(text[..<colon])
        field = (Array(name), Array(Self.trimmed(text[(colon + 1)...])))
        return true
    }

    /// Takes a part of the body; false ends the transfer.
    mutating func take(part: some Collection<UInt8>) -> Bool {
        guard part.count <= limit - response.body.count else {
            refusal = .tooLarge
            return false
        }
        response.body.append(contentsOf: part)
        return true
    }

    private mutating func takeStatus(_ line: ArraySlice<UInt8>) -> Bool {
        let words = line.split(separator: 0x20, maxSplits: 2)
        guard words.count > 1, words[1].count == 3,
            let status = Int(String(decoding: words[1], as: UTF8.self)), status >= 100
        else { return refuse("the answer is no HTTP") }
        response.status = status
        return status == 101 ? refuse("it changed to another protocol") : true
    }

    private mutating func takeEnd() -> Bool {
        keepField()
        guard hasBegun else {
            response = HTTPResponse(status: 0)
            return true
        }
        isHeaderWhole = true
        guard hasBody, response.status != 204, response.status != 304,
            let count = response.fields["content-length"].flatMap(Int.init)
        else { return true }
        if count > limit {
            refusal = .tooLarge
            return false
        }
        response.body.reserveCapacity(min(count, 1 << 20))
        return true
    }

    private mutating func keepField() {
        guard let (name, value) = field else { return }
        response.fields.append(name: name, value: value)
        field = nil
    }

    private mutating func refuse(_ cause: String) -> Bool {
        refusal = .unreadable(cause)
        return false
    }

    private static func trimmed(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank = { (byte: UInt8) in byte == 0x20 || byte == 0x09 }
        let start = text.drop(while: isBlank)
        guard let last = start.lastIndex(where: { !isBlank($0) }) else { return [] }
        return start[...last]
    }
}
