package import PosixBridge
package import TicksheetCore

/// Pages of entries, read on a thread of their own while the one before is being worked on.
package final class EntryPages: Sendable {
    private struct Waiting {
        var pages: [[Entry]] = []
        /// How the reading ended; nil while it goes on.
        var end: Result<Void, JournalError>?
        var isCancelled = false
    }

    // More would only fill the memory: one side is always the slower one.
    private static let most = 2

    private let waiting: Monitor<Waiting>
    private let thread: Thread

    /// Starts to read behind a position; ends with a page that is empty, or an error.
    ///
    /// `read`: Returns the entries behind a position, in order.
    package init(
        after start: SequenceNumber,
        read: @escaping @Sendable (SequenceNumber) throws(JournalError) -> [Entry]
    ) throws(SystemError) {
        let waiting = Monitor(Waiting())
        self.waiting = waiting
        thread = try Thread("read ahead") { Self.fill(waiting, after: start, read) }
    }

    /// Returns the next page, or nil behind the last one; throws what the reading met.
    package func next() throws(JournalError) -> [Entry]? {
        let found = waiting.wait(
            until: { !$0.pages.isEmpty || $0.end != nil },
            then: { waiting in
                let page = waiting.pages.isEmpty ? nil : waiting.pages.removeFirst()
                return (page: page, end: page == nil ? waiting.end : nil)
            }
        )
        waiting.signal()
        try found?.end?.get()
        return found?.page
    }

    /// Ends the reading and returns when it has ended; the pages that wait are dropped.
    package func cancel() {
        waiting.withLock { waiting in
            waiting.isCancelled = true
            waiting.pages = []
        }
        waiting.signal()
        thread.join()
    }

    private static func fill(
        _ waiting: Monitor<Waiting>,
        after start: SequenceNumber,
        _ read: (SequenceNumber) throws(JournalError) -> [Entry]
    ) {
        var position = start
        var end: Result<Void, JournalError>?
        while end == nil {
            do throws(JournalError) {
                let page = try read(position)
                if let last = page.last {
                    position = last.sequence
                    if !put(page, waiting) { end = .success(()) }
                } else {
                    end = .success(())
                }
            } catch {
                end = .failure(error)
            }
        }
        waiting.withLock { $0.end = end }
        waiting.signal()
    }

    /// Adds a page as soon as there is room.
    ///
    /// - Returns: False where nobody wants more.
    private static func put(_ page: [Entry], _ waiting: Monitor<Waiting>) -> Bool {
        let isWanted = waiting.wait(
            until: { $0.pages.count < most || $0.isCancelled },
            then: { waiting in
                if !waiting.isCancelled { waiting.pages.append(page) }
                return !waiting.isCancelled
            }
        )
        waiting.signal()
        return isWanted ?? false
    }
}
