import CommandLineKit
import Intake
import PosixBridge

/// The saved bodies that arguments name: files or standard input, one body each, or one a line.
///
/// They are read as they are asked for, so that an input may be of any size.
struct InputBodies {
    /// A body and where it came from.
    struct Saved: Sendable {
        /// The file, with the line where it has one body a line.
        let name: String
        let bytes: [UInt8]

        /// Whether it holds nothing but blanks.
        var isBlank: Bool {
            bytes.allSatisfy { $0 == UInt8(ascii: " ") || (0x09...0x0D).contains($0) }
        }
    }

    /// What comes next of the inputs.
    enum Item: Sendable {
        case body(Saved)
        /// What is longer than the limit, and whether that is a line or an input as a whole.
        case tooLarge(name: String, isLine: Bool)
    }

    // For commands that only look at bodies, whatever a server would take.
    private static let looking = 256 << 20
    private static let part = 64 << 10

    /// The bytes of all inputs, or nil where an input is no regular file.
    let size: Int64?
    private let limit: Int
    private let holdsForms: Bool
    private var waiting: ArraySlice<String>
    private var current: (name: String, bodies: SavedBodies<SystemError>)?
    private var bytesBefore: Int64 = 0

    /// How many bytes were read so far.
    var bytesRead: Int64 { bytesBefore + (current?.bodies.bytesRead ?? 0) }

    /// Begins with the inputs; without any, standard input.
    ///
    /// Nothing is read yet, but a name of no file is found here.
    ///
    /// `holdsForms`: Whether the bodies are forms, of which every line is one.
    init(
        _ names: [String],
        limit: Int? = nil,
        holdsForms: Bool = false
    ) throws(CommandFailure) {
        let names = names.isEmpty ? ["-"] : names
        self.limit = limit ?? Self.looking
        self.holdsForms = holdsForms
        waiting = names[...]
        var size: Int64? = 0
        for name in names {
            let added = try Self.onInput(name) { () throws(SystemError) in try Self.size(of: name) }
            size = size.flatMap { size in added.map { size + $0 } }
        }
        self.size = size
    }

    /// Returns the next body, or what is too large to be one; nil behind the last one.
    mutating func next() throws(CommandFailure) -> Item? {
        while true {
            if var input = current {
                // Held once, so that the buffer is not copied.
                current = nil
                let body = try Self.onInput(input.name) { () throws(SystemError) in
                    try input.bodies.next()
                }
                if let body {
                    current = input
                    return Self.item(body, in: input.name)
                }
                bytesBefore += input.bodies.bytesRead
            }
            guard let name = waiting.popFirst() else { return nil }
            let read = try Self.onInput(name) { () throws(SystemError) in try Self.reader(name) }
            current = (name, SavedBodies(limit: limit, holdsForms: holdsForms, read: read))
        }
    }

    /// Returns the next body; one that is too large is an error.
    mutating func nextBody() throws(CommandFailure) -> Saved? {
        switch try next() {
        case .body(let saved): return saved
        case .tooLarge(let name, _):
            throw .other(
                "file.too_large",
                "\(name) is larger than \(Self.text(ofLimit: limit)), too large for one body. "
                    + "Write one body a line.",
                .inputOutput
            )
        case nil: return nil
        }
    }

    /// Returns a limit as the settings would write it.
    static func text(ofLimit limit: Int) -> String {
        for (unit, size) in [("MB", 1 << 20), ("KB", 1 << 10)] where limit.isMultiple(of: size) {
            return "\(limit / size) \(unit)"
        }
        return "\(Human.number(limit)) B"
    }

    private static func item(_ body: SavedBody, in file: String) -> Item {
        func name(_ line: Int?) -> String {
            let file = file == "-" ? "standard input" : file
            return line.map { "\(file):\($0)" } ?? file
        }
        switch body {
        case .body(let bytes, let line): return .body(Saved(name: name(line), bytes: bytes))
        case .tooLarge(let line): return .tooLarge(name: name(line), isLine: line != nil)
        }
    }

    private static func size(of name: String) throws(SystemError) -> Int64? {
        if name == "-" {
            let status = try Terminal.inputStatus()
            return status.isRegular ? status.size : nil
        }
        // A pipe is opened once only: whoever writes into it would see us go.
        if let status = try Paths.status(name), !status.isRegular, !status.isFolder { return nil }
        let file = try File(name, .read)
        let status = try file.status()
        if status.isFolder { _ = try file.readNext(count: 1) }
        return status.size
    }

    private static func reader(
        _ name: String
    ) throws(SystemError) -> () throws(SystemError) -> [UInt8]? {
        if name == "-" { return { () throws(SystemError) in try Terminal.readInputPart() } }
        let file = try File(name, .read)
        return { () throws(SystemError) in
            let part = try file.readNext(count: part)
            return part.isEmpty ? nil : part
        }
    }

    private static func onInput<Value>(
        _ name: String,
        _ body: () throws(SystemError) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(SystemError) {
            return try body()
        } catch {
            throw .other(
                "file.unreadable",
                "\(name == "-" ? "standard input" : name) cannot be read: \(error.reason). Name a "
                    + "saved body, or - for standard input.",
                .inputOutput
            )
        }
    }
}
