import TicksheetCore
package import WallTime

/// The table that timezonedb offers for download, `time_zone.csv`.
///
/// About 160,000 rows become about 2 MB; the bytes of the file are not kept. After its last row a
/// zone keeps that row's offset. The data is under CC BY 3.0: who shows it names timezonedb.com.
///
/// Source: <https://timezonedb.com/download>
package struct TimeZoneDBFile: Sendable {
    // For each row the first second and the index of its offset; the rows of a zone are neighbours.
    private let starts: [Int64]
    private let kinds: [UInt16]
    private let offsets: [ZoneOffset]
    private let zones: [String: Range<Int>]

    /// Reads the file's bytes: six columns without a header, rows by zone and time.
    ///
    /// Rows without a zone's name `zone_name,country_code,abbreviation,time_start,gmt_offset,dst`
    /// are what the service offers in 2026; fields may stand in quotes.
    ///
    /// `path`: The file, for messages.
    ///
    /// Cost: one pass; 0.1 s at most for the whole table on a machine of today.
    package init(_ bytes: [UInt8], path: String) throws(TimeZoneDBFileError) {
        var reader = TimeZoneDBFileReader(path: path)
        try reader.read(bytes.span)
        starts = reader.starts
        kinds = reader.kinds
        offsets = reader.offsets
        zones = reader.zones
    }

    /// How many zones it knows.
    package var zoneCount: Int { zones.count }

    /// How many changes of offset it knows.
    package var changeCount: Int { starts.count }

    /// Returns the window around a Unix second; nil where the zone is not in the table, or the
    /// instant lies before its first row.
    package func window(of zone: String, at seconds: Int64) -> OffsetWindow? {
        guard let rows = zones[zone] else { return nil }
        var low = rows.lowerBound
        var high = rows.upperBound
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low == rows.lowerBound ? nil : window(low - 1, of: rows)
    }

    /// Returns the first Unix second that the table knows of a zone; nil where it does not know it.
    package func beginning(of zone: String) -> Int64? {
        zones[zone].map { starts[$0.lowerBound] }
    }

    /// Returns the windows of a zone that touch a span of Unix seconds, in order.
    package func windows(of zone: String, in span: ClosedRange<Int64>) -> [OffsetWindow] {
        guard let rows = zones[zone] else { return [] }
        return rows.lazy
            .filter { row in
                starts[row] <= span.upperBound
                    && (row + 1 == rows.upperBound || starts[row + 1] > span.lowerBound)
            }
            .map { window($0, of: rows) }
    }

    private func window(_ row: Int, of rows: Range<Int>) -> OffsetWindow {
        OffsetWindow(
            start: starts[row],
            end: row + 1 < rows.upperBound ? starts[row + 1] : nil,
            offset: offsets[Int(kinds[row])]
        )
    }
}
