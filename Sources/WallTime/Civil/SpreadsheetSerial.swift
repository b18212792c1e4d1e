/// Counts a civil time the way spreadsheets keep it: days since 1899-12-30.
///
/// Google Sheets and ODS use that day for every date; Excel's 1900 system agrees from 1900-03-01 on.
package struct SpreadsheetSerial: Hashable, Sendable {
    /// Counts whole days since 1899-12-30.
    package let day: Int64
    /// Counts the seconds since that day's midnight, 0…86,399.
    package let secondOfDay: Int
    /// Counts the nanoseconds after the second, 0…999,999,999.
    package let nanosecond: Int32

    /// Returns the serial of a civil time.
    package init(_ civil: CivilTime) {
        // 1970-01-01 is day 25,569.
        day = civil.date.daysSince1970.saturatingSum(25_569)
        secondOfDay = civil.secondOfDay
        nanosecond = civil.nanosecond
    }

    /// Returns the serial as one number: days, and the part of the day after the point.
    ///
    /// A Double keeps a present-day serial to about half a microsecond.
    package var value: Double {
        Double(day) + (Double(secondOfDay) + Double(nanosecond) / 1e9) / 86_400
    }
}
