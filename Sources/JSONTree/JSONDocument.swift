/// A JSON text that has been read: its bytes, and a flat tape of what stands where.
///
/// Nothing is copied or decoded until asked for. A ``Node`` is a handle into this tape and is valid for
/// this document only.
package struct JSONDocument: Sendable {
    /// A value of a document, or a key of one of its objects.
    package struct Node: Hashable, Sendable {
        let index: Int32
    }

    /// The text as it was handed in.
    package let bytes: [UInt8]
    /// What is odd in the text, in order of position; at most 100 notes.
    package let notes: [JSONNote]
    /// How many notes there were in all.
    package let noteCount: Int
    let tape: [TapeEntry]

    /// The value that is the whole text.
    package var root: Node { Node(index: 0) }

    /// Reads a text.
    ///
    /// Repeated keys and strings that are no UTF-8 do not stop the reader; they are in ``notes``. A
    /// byte order mark at the start is passed over in both dialects.
    ///
    /// Limits: less than 2 GiB, 134,217,728 values and keys, and `depthLimit` objects and arrays inside
    /// each other.
    ///
    /// Cost: one pass, 16 bytes of memory for every value and key; the call stack does not grow.
    package static func parse(
        _ bytes: [UInt8],
        dialect: JSONDialect = .json,
        depthLimit: Int = 512
    ) throws(JSONProblem) -> JSONDocument {
        let text = bytes.span
        if let problem = sizeProblem(bytes) { throw problem }
        var reader = TapeReader(dialect: dialect, depthLimit: depthLimit, text: text)
        do {
            try reader.run(text)
        } catch {
            throw error.problem(in: bytes)
        }
        return JSONDocument(bytes: bytes, reader: reader)
    }

    /// Reads a text and, after a problem, goes on at the next place that makes sense.
    ///
    /// With problems the document, if there is one, holds what could be read: ``isDamaged(_:)`` tells
    /// which values stand for something unreadable and which objects or arrays may miss some.
    ///
    /// - Returns: the document, nil when nothing could be read, and at most 50 problems in order of
    ///   position.
    package static func parseCollecting(
        _ bytes: [UInt8],
        dialect: JSONDialect,
        depthLimit: Int = 512
    ) -> (document: JSONDocument?, problems: [JSONProblem]) {
        let text = bytes.span
        if let problem = sizeProblem(bytes) { return (nil, [problem]) }
        var reader = TapeReader(dialect: dialect, depthLimit: depthLimit, text: text)
        var problems: [JSONProblem] = []
        var goesOn = true
        while goesOn {
            goesOn = false
            do {
                try reader.run(text)
            } catch {
                // After a comma that was taken as there, the same place may not fit a second time.
                if problems.last?.position.offset != error.offset {
                    problems.append(error.problem(in: bytes))
                }
                goesOn = reader.recover(text, from: error) && problems.count < problemLimit
            }
        }
        reader.closeAll(text)
        let isEmpty = reader.tape.isEmpty
        return (isEmpty ? nil : JSONDocument(bytes: bytes, reader: reader), problems)
    }

    private static let problemLimit = 50

    private static func sizeProblem(_ bytes: [UInt8]) -> JSONProblem? {
        guard bytes.count > Int(Int32.max) else { return nil }
        return JSONProblem(
            position: JSONPosition(line: 1, column: 1, offset: 0),
            found: "\(bytes.count) bytes",
            after: nil,
            expected: "at most \(Int32.max)"
        )
    }

    private init(bytes: [UInt8], reader: TapeReader) {
        self.bytes = bytes
        tape = reader.tape
        noteCount = reader.markCount
        notes = reader.marks.isEmpty ? [] : Self.notes(of: reader, in: bytes)
    }

    private static func notes(of reader: TapeReader, in bytes: [UInt8]) -> [JSONNote] {
        var walk = PositionWalk()
        return reader.marks.sorted { $0.offset < $1.offset }.map { mark in
            guard let key = mark.key else {
                return JSONNote(
                    reason: .notUTF8,
                    position: walk.advance(to: mark.offset, in: bytes)
                )
            }
            let entry = reader.tape[key]
            var name: [UInt8] = []
            EscapedText.append(bytes.span, entry.range, to: &name)
            let start = entry.isBare ? mark.offset : mark.offset - 1
            return JSONNote(
                reason: .repeatedKey(String(decoding: name, as: UTF8.self)),
                position: walk.advance(to: start, in: bytes)
            )
        }
    }
}

extension JSONDocument {
    /// Returns what a value is; a key is a string.
    package func kind(_ node: Node) -> JSONKind {
        entry(node).kind
    }

    /// Tells whether something in this place could not be read.
    ///
    /// Only after ``parseCollecting(_:dialect:depthLimit:)`` found problems: true for a null that stands
    /// for an unreadable value, and for an object or array that may miss members or elements.
    package func isDamaged(_ node: Node) -> Bool {
        let entry = entry(node)
        return entry.isBare && entry.kind != .string
    }

    @inline(__always)
    func entry(_ node: Node) -> TapeEntry {
        tape[Int(node.index)]
    }

    /// The node after this one and everything in it.
    @inline(__always)
    func after(_ index: Int32) -> Int32 {
        let entry = tape[Int(index)]
        return entry.isContainer ? entry.next : index + 1
    }
}
