/// Says why bytes are no usable time zone file.
package enum TimeZoneProblem: Error, Hashable, Sendable, CustomStringConvertible {
    /// The bytes do not begin with the letters TZif.
    case notAZoneFile
    /// The format's version is one that no standard describes.
    case unknownVersion(UInt8)
    /// The bytes end before what their header announces.
    case truncated(needed: Int, found: Int)
    /// The file counts leap seconds, as those below `right/` do; Unix time does not.
    case leapSeconds(count: Int)
    /// A part of the table contradicts the format.
    case brokenTable(String)
    /// The rule in the last line cannot be read; the position counts its characters from 1.
    case brokenRule(text: String, position: Int, expected: String)

    /// Tells the problem in whole sentences.
    package var description: String {
        switch self {
        case .notAZoneFile:
            "The file does not begin with \"TZif\", so it is no time zone file. "
                + "Expected a compiled file of the tz database, such as America/Bogota."
        case .unknownVersion(let version):
            "The time zone file has the version byte \(version); expected 0 or a digit from 2 on. "
                + "Install the system's tzdata package anew."
        case .truncated(let needed, let found):
            "The time zone file has \(found) bytes, and its header announces at least \(needed). "
                + "Install the system's tzdata package anew."
        case .leapSeconds(let count):
            "The time zone file counts \(count) leap seconds, which Unix time leaves out, so its "
                + "times would be seconds off. Use the zone's name without \"right/\"."
        case .brokenTable(let reason):
            "The time zone file contradicts itself: \(reason). "
                + "Install the system's tzdata package anew."
        case .brokenRule(let text, let position, let expected):
            "The time zone file's rule \(QuotedText(text)) has at character \(position) not what "
                + "is expected there: \(expected). Install the system's tzdata package anew."
        }
    }
}
