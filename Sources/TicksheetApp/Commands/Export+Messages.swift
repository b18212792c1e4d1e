import Journals
import Sinks
import TicksheetCore

extension Export {
    /// Writes the rows of a report whose rows stand for messages or numbers, as they were when the last
    /// of the entries had come.
    ///
    /// - Returns: How many rows.
    func writeMessages(
        _ rows: RowBuilder,
        upTo head: SequenceNumber,
        to file: ExportFile,
        _ console: Console
    ) throws(CommandFailure) -> Int {
        var rows = rows
        try CommandFailure.onJournal { () throws(JournalError) in
            while try journal.foldMessages(limit: 200) < head {}
        }
        let bar = bar(upTo: head, console)
        var row = file.row
        var count = 0
        var pages = MessageContents(report, after: 0, upTo: head)
        while let page = try CommandFailure.onJournal({ () throws(JournalError) in
            try pages.next { last, order, limit throws(JournalError) in
                let messages = try journal.messages(after: last, order, limit: limit)
                bar.advance(by: messages.reduce(0) { $0 + $1.state.events.count })
                return messages
            }
        }) {
            for content in page where filter.holds(for: content.entry) {
                count += 1
                if !file.isEvents { rows.write(content, to: &row) }
                try onFile { () throws(FileTrouble) in try file.append(row, content.entry) }
            }
        }
        bar.finish()
        return count
    }
}
