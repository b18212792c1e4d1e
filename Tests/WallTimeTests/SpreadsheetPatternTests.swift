import Testing
import WallTime

@Suite struct SpreadsheetPatternTests {
    @Test(arguments: [
        ("yyyy-MM-dd HH:mm:ss", "yyyy-mm-dd hh:mm:ss"),
        ("dd/MM/yyyy HH:mm", "dd/mm/yyyy hh:mm"),
        ("d MMM yy, h:mm a", "d mmm yy, h:mm AM/PM"),
        ("EEEE d MMMM yyyy", "dddd d mmmm yyyy"),
        ("HH:mm:ss.SSS", "hh:mm:ss.000"),
        ("yyyy-MM-dd'T'HH:mm:ss", "yyyy-mm-dd\"T\"hh:mm:ss"),
        ("HH 'h' mm", "hh\" h \"mm"),
    ])
    func `a pattern of a date and a clock has a number format`(
        pattern: String,
        expected: String
    ) throws {
        #expect(try TimeFormat(pattern).spreadsheetPattern == expected)
    }

    @Test(arguments: [
        "iso", "unix", "yyyy-MM-dd HH:mm:ss XXX", "HH:mm z", "K:mm a", "kk:mm", "H:mm a",
        "DDD", "'minute' mm", "ss.SSSSSS", "SSS", "yyyyyy", "HH:mm VV", "'a\"b' yyyy",
    ])
    func `one that a spreadsheet cannot show has none`(pattern: String) throws {
        #expect(try TimeFormat(pattern).spreadsheetPattern == nil)
    }

    @Test func `names in another language are written as texts`() throws {
        let spanish = try TimeLocale("es")
        #expect(try TimeFormat("d MMMM", locale: spanish).spreadsheetPattern == nil)
        let plain = try TimeFormat("dd/MM/yyyy", locale: spanish)
        #expect(plain.spreadsheetPattern == "dd/mm/yyyy")
    }
}
