import CommandLineKit
import Testing

@Suite struct HumanTests {
    @Test(arguments: [
        (0, "0"), (7, "7"), (999, "999"), (1_000, "1,000"), (12_400, "12,400"),
        (1_234_567, "1,234,567"), (-1_000, "-1,000"), (-999, "-999"),
        (Int.max, "9,223,372,036,854,775,807"), (Int.min, "-9,223,372,036,854,775,808"),
    ])
    func `numbers have a comma at each thousand`(_ number: Int, _ text: String) {
        #expect(Human.number(number) == text)
    }

    @Test(
        arguments: [
            (.zero, "0 ms"), (.microseconds(499), "0 ms"), (.microseconds(500), "1 ms"),
            (.milliseconds(840), "840 ms"), (.microseconds(999_500), "1.0 s"),
            (.milliseconds(1_000), "1.0 s"), (.milliseconds(3_249), "3.2 s"),
            (.milliseconds(3_250), "3.3 s"), (.milliseconds(9_949), "9.9 s"),
            (.milliseconds(9_950), "10 s"), (.milliseconds(59_499), "59 s"),
            (.milliseconds(59_500), "1 min"), (.seconds(252), "4 min 12 s"),
            (.seconds(3_599), "59 min 59 s"), (.milliseconds(3_599_500), "1 h"),
            (.seconds(3_840), "1 h 4 min"), (.seconds(3_869), "1 h 4 min"),
            (.seconds(3_870), "1 h 5 min"), (.seconds(86_400), "1 d"),
            (.seconds(86_399), "1 d"), (.seconds(273_600), "3 d 4 h"),
            (.seconds(86_400 * 12_345), "12,345 d"), (.milliseconds(-840), "-840 ms"),
            (.seconds(Int64.max), "106,751,991,167,300 d 15 h"),
        ] as [(Duration, String)]
    )
    func `durations have their two largest units`(_ duration: Duration, _ text: String) {
        #expect(Human.duration(duration) == text)
    }

    @Test(
        arguments: [
            (.zero, "0 s"), (.milliseconds(1_999), "1 s"), (.seconds(59), "59 s"),
            (.seconds(60), "1 min"), (.seconds(3_599), "59 min"), (.seconds(3_600), "1 h"),
            (.seconds(86_399), "23 h"), (.seconds(86_400), "1 d"),
            (.seconds(86_400 * 1_500 + 80_000), "1,500 d"), (.seconds(-5), "0 s"),
        ] as [(Duration, String)]
    )
    func `ages have their largest unit`(_ age: Duration, _ text: String) {
        #expect(Human.age(age) == text)
    }

    @Test(arguments: [
        (0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (1_049, "1.0 kB"), (1_050, "1.1 kB"),
        (2_100_000, "2.1 MB"), (99_949, "99.9 kB"), (99_950, "100 kB"), (999_499, "999 kB"),
        (999_500, "1.0 MB"), (340_000_000_000, "340 GB"), (999_500_000_000, "1.0 TB"),
        (5_000_000_000_000_000, "5.0 PB"), (UInt64.max, "18.4 EB"),
    ])
    func `sizes are in steps of a thousand`(_ count: UInt64, _ text: String) {
        #expect(Human.bytes(count) == text)
    }

    @Test(arguments: [
        (0, "0/s"), (3_125, "3,125/s"), (9.96, "10/s"), (4.2, "4.2/s"), (4, "4/s"), (0.2, "12/min"),
        (0.05, "3/min"), (0.042, "2.5/min"), (.infinity, "–/s"), (.nan, "–/s"), (-1, "–/s"),
    ])
    func `rates are by the second, slow ones by the minute`(_ rate: Double, _ text: String) {
        #expect(Human.rate(perSecond: rate) == text)
    }

    @Test func `the noun fits its number`() {
        #expect(CountedNoun("row").counted(1) == "1 row")
        #expect(CountedNoun("row").counted(0) == "0 rows")
        #expect(CountedNoun("entry", "entries").counted(12_400) == "12,400 entries")
        #expect(CountedNoun.bytes.counted(1) == "1 B")
        #expect(CountedNoun.bytes.counted(2_100_000) == "2.1 MB")
    }
}
