import CommandLineKit
import Journals
import TicksheetCore

/// Goes through kept bodies page by page, under a progress bar.
///
/// What comes in meanwhile is mapped as it should be and left out.
struct BodyWalk {
    let journal: SQLiteJournal
    let selection: BodySelection
    /// What the bar says is being done.
    let title: String
    let console: Console

    /// Calls a body with each page of bodies there are; some have none.
    ///
    /// - Returns: The number of the newest body there is; nil without any.
    @discardableResult
    func run(
        _ body: ([KeptBody]) throws(JournalError) -> Void
    ) throws(JournalError) -> Int64? {
        guard let numbers = try journal.bodyNumbers() else { return nil }
        let bar = ProgressBar(
            title,
            counting: CountedNoun("body", "bodies"),
            total: Int(numbers.upperBound - numbers.lowerBound + 1),
            console: console
        )
        defer { bar.finish() }
        var position = numbers.lowerBound - 1
        while position < numbers.upperBound {
            let page = try journal.bodies(after: position, selection)
            try body(page.bodies.filter { $0.number <= numbers.upperBound })
            guard page.through > position else { break }
            bar.advance(by: Int(min(page.through, numbers.upperBound) - position))
            position = page.through
        }
        return numbers.upperBound
    }
}
