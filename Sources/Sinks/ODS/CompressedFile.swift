import MinizipBridge
import PosixBridge

/// A ZIP file that a thread of its own compresses, so that rows are made on one core while the other
/// compresses those before.
final class CompressedFile: Sendable {
    private enum Step: Sendable {
        case begin(String, level: Int32)
        case bytes([UInt8])
        case end
        case finish
    }

    private struct Work {
        var steps: [Step] = []
        // Buffers whose content is written, to be filled again.
        var spare: [[UInt8]] = []
        var failure: SystemError?
        var isAbandoned = false
        var isOver = false
    }

    // Some MiB at most wait: whoever makes rows faster than they are compressed waits.
    private static let waiting = 3
    private let work = Monitor(Work())
    private let thread: Thread

    /// Creates the file, or empties the one that is there.
    init(_ path: String) throws(SystemError) {
        let work = work
        thread = try Thread("zip") { Self.run(path, work) }
    }

    /// Begins a part, after the end of the one before.
    func begin(_ name: String, level: Int32) throws(SystemError) {
        try put(.begin(name, level: level))
    }

    /// Appends bytes to the part and leaves an empty buffer instead.
    func write(_ bytes: inout [UInt8]) throws(SystemError) {
        let full = bytes
        bytes = try put(.bytes(full))
    }

    /// Ends a part.
    func end() throws(SystemError) { try put(.end) }

    /// Waits until the file is whole.
    func finish() throws(SystemError) {
        try put(.finish)
        thread.join()
        if let failure = work.withLock({ $0.failure }) { throw failure }
    }

    /// Stops without an end; what is there of the file is of no use.
    func abandon() {
        work.withLock { $0.isAbandoned = true }
        work.broadcast()
        thread.join()
    }

    @discardableResult
    private func put(_ step: Step) throws(SystemError) -> [UInt8] {
        let found = work.wait(
            until: { $0.steps.count < Self.waiting || $0.isOver },
            then: { work -> (SystemError?, [UInt8]) in
                if work.isOver { return (work.failure, []) }
                work.steps.append(step)
                return (nil, work.spare.popLast() ?? [])
            }
        )
        work.broadcast()
        if let failure = found?.0 { throw failure }
        return found?.1 ?? []
    }

    private static func run(_ path: String, _ work: Monitor<Work>) {
        var failure: SystemError?
        do throws(SystemError) {
            let zip = try ZipWriter(path)
            var isFinished = false
            while !isFinished, let step = next(work) {
                // Taken out of the step: a buffer that somebody else holds too could not be emptied
                // without another one in its place.
                switch consume step {
                case .begin(let name, let level): try zip.begin(name, level: level)
                case .bytes(var bytes):
                    try zip.write(bytes)
                    bytes.removeAll(keepingCapacity: true)
                    recycle(bytes, work)
                case .end: try zip.end()
                case .finish:
                    try zip.finish()
                    isFinished = true
                }
            }
        } catch {
            failure = error
        }
        let end = failure
        work.withLock { work in
            work.failure = end
            work.isOver = true
        }
        work.broadcast()
    }

    // Gives nothing where the rest is of no use.
    private static func next(_ work: Monitor<Work>) -> Step? {
        let step = work.wait(
            until: { !$0.steps.isEmpty || $0.isAbandoned },
            then: { work -> Step? in work.isAbandoned ? nil : work.steps.removeFirst() }
        )
        work.broadcast()
        return step ?? nil
    }

    private static func recycle(_ empty: [UInt8], _ work: Monitor<Work>) {
        work.withLock { $0.spare.append(empty) }
    }
}
