extension Timestamp {
    /// Writes the instant in UTC, such as `2026-03-01T12:00:00Z`.
    ///
    /// A fraction stands there only if it is not zero, in 3, 6 or 9 digits. A year past 9999 or
    /// before 0 gets a sign and as many digits as it needs, which is ISO 8601 and no longer RFC 3339.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc3339>
    package var rfc3339UTC: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(30)
        appendRFC3339UTC(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Appends the text of ``rfc3339UTC`` as UTF-8.
    package func appendRFC3339UTC(to bytes: inout [UInt8]) {
        let civil = CivilTime(localSeconds: seconds, nanosecond: nanoseconds)
        let date = civil.date
        let second = civil.secondOfDay
        if date.year > 9_999 { bytes.append(UInt8(ascii: "+")) }
        bytes.append(decimal: date.year, width: 4)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(twoDigits: date.month)
        bytes.append(UInt8(ascii: "-"))
        bytes.append(twoDigits: date.day)
        bytes.append(UInt8(ascii: "T"))
        bytes.append(twoDigits: second / 3_600)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(twoDigits: second / 60 % 60)
        bytes.append(UInt8(ascii: ":"))
        bytes.append(twoDigits: second % 60)
        bytes.append(fractionIfAny: nanoseconds)
        bytes.append(UInt8(ascii: "Z"))
    }
}
