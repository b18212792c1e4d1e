import Journals
import PosixBridge
import Sinks
import TicksheetCore

extension Export {
    /// Writes the rows of a report whose rows stand for messages or numbers.
    ///
    /// - Returns: How many rows.
    func writeMessages(
        _ rows: RowBuilder,
        upTo head: SequenceNumber,
        to file: File
    ) throws(CommandFailure) -> Int {
        var rows = rows
        let encoder = encoder
        try CommandFailure.onJournal { () throws(JournalError) in
            while try journal.foldMessages(limit: 200) < head {}
        }
        var bytes: [UInt8] = []
        if !isLines { encoder.appendHeader(report.headers, to: &bytes) }
        var row = encoder.row
        var size: Int64 = 0
        var count = 0
        var pages = MessageContents(report, after: 0)
        while let page = try CommandFailure.onJournal({ () throws(JournalError) in
            try pages.next { last, order, limit throws(JournalError) in
                try journal.messages(after: last, order, limit: limit)
            }
        }) {
            for content in page where filter.holds(for: content.entry) {
                count += 1
                if isLines {
                    bytes += Array(EventLine.text(.status, content.entry.fields).utf8)
                    bytes.append(UInt8(ascii: "\n"))
                } else {
                    rows.write(content, to: &row)
                    encoder.append(row, to: &bytes)
                }
            }
            if bytes.count >= Self.flushAt { try flush(&bytes, to: file, &size) }
        }
        try flush(&bytes, to: file, &size)
        return count
    }
}
