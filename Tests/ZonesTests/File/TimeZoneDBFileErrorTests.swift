import Testing
import TicksheetCore

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct TimeZoneDBFileErrorTests {
    private static let begin = "cannot use time_zone.csv as timezonedb's table: "
    private static let remedy =
        ". Download it again from timezonedb.com/download and name the time_zone.csv that is "
        + "inside."

    private func error(_ text: String) -> TimeZoneDBFileError? {
        do throws(TimeZoneDBFileError) {
            _ = try TimeZoneDBFile(Array(text.utf8), path: "time_zone.csv")
            return nil
        } catch {
            return error
        }
    }

    private static let wrong: [(String, String)] = [
        (
            "A/B,XX,AAA,0,60",
            "has 5 fields; expected 6: zone_name, country_code, abbreviation, time_start, "
                + "gmt_offset and dst"
        ),
        (
            "A/B,XX,AAA,0,60,0,",
            "has 7 fields; expected 6: zone_name, country_code, abbreviation, time_start, "
                + "gmt_offset and dst"
        ),
        (
            "A/../B,XX,AAA,0,60,0",
            "has the zone_name \"A/../B\"; expected one such as America/Bogota"
        ),
        (",XX,AAA,0,60,0", "has the zone_name \"\"; expected one such as America/Bogota"),
        ("A/B,XX,AAA,x,60,0", "has the time_start \"x\"; expected a Unix second"),
        ("A/B,XX,AAA,-,60,0", "has the time_start \"-\"; expected a Unix second"),
        (
            "A/B,XX,AAA,9223372036854775808,60,0",
            "has the time_start \"9223372036854775808\"; expected a Unix second"
        ),
        ("A/B,XX,,0,60,0", "has the abbreviation \"\"; expected 1 to 16 letters"),
        (
            "A/B,XX,ABCDEFGHIJKLMNOPQ,0,60,0",
            "has the abbreviation \"ABCDEFGHIJKLMNOPQ\"; expected 1 to 16 letters"
        ),
        (
            "A/B,XX,AAA,0,64801,0",
            "has the gmt_offset \"64801\"; expected seconds from -64800 to 64800"
        ),
        ("A/B,XX,AAA,0,60,2", "has the dst \"2\"; expected 0 or 1"),
    ]

    @Test(arguments: wrong)
    func `a wrong row is named with its line`(_ row: String, _ finding: String) {
        let text = "A/A,XX,AAA,0,60,0\n\(row)\n"
        #expect(
            error(text)?.description
                == "error[zones.file.rows]: " + Self.begin + "1 line is wrong: line 2 " + finding
                + Self.remedy
        )
    }

    @Test func `rows out of order are named`() {
        let text = "A/B,XX,AAA,5,60,0\nA/B,XX,BBB,4,0,0\nC/D,XX,AAA,0,60,0\nA/B,XX,AAA,9,60,0\n"
        #expect(
            error(text)?.cause
                == "line 2 has the time_start 4 behind 5; expected the rows of a zone by time; "
                + "line 4 has the zone_name \"A/B\" again; expected its rows in one place"
        )
    }

    @Test func `of many wrong rows the first five are named and the rest counted`() throws {
        let text = (0..<12).map { "A/Z,XX,AAA,\($0),60,\($0 < 3 ? 0 : 7)\r\n" }.joined()
        let error = try #require(self.error(text))
        let shown = (4...8).map { "line \($0) has the dst \"7\"; expected 0 or 1" }
        #expect(
            error.description
                == "error[zones.file.rows]: " + Self.begin + "9 lines are wrong: "
                + shown.joined(separator: "; ") + "; and 4 more" + Self.remedy
        )
        #expect(error.disposition == .stop)
    }

    @Test(arguments: ["", "\n\r\n", "\u{FEFF}", "zone_name,a,b,time_start,c,d\n"])
    func `a file without a row is told`(_ text: String) {
        #expect(
            error(text)?.description
                == "error[zones.file.empty]: " + Self.begin + "it has no row" + Self.remedy
        )
    }
}
