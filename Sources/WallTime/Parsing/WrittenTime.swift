// What the text of a date and time says, before a zone makes an instant of it.
struct WrittenTime {
    var date: CivilDate
    // 0…86,400: 24:00 is the midnight that ends the day, and :60 the second after :59.
    var secondOfDay = 0
    var nanoseconds: Int32 = 0
    // Seconds ahead of UTC; nil if the text does not say.
    var offset: Int32?
    var isLeapSecond = false

    func instant(in zone: TimeZoneRules?) throws(TimestampProblem.Kind) -> LocalInstant {
        let local = date.daysSince1970 * 86_400 + Int64(secondOfDay)
        var instant: LocalInstant
        if let offset {
            let timestamp = Timestamp(seconds: local - Int64(offset), nanoseconds: nanoseconds)
            instant = LocalInstant(timestamp: timestamp, fit: .exact)
        } else if let zone {
            instant = zone.instant(ofLocalSeconds: local, nanoseconds: nanoseconds)
        } else {
            throw .noZone
        }
        let seconds = instant.timestamp.seconds
        // Leap seconds are inserted where a day ends in UTC, and nowhere else.
        if isLeapSecond, seconds % 86_400 != 0 {
            throw .noSuchTime("a second :60 comes at 23:59:60 UTC only")
        }
        guard Timestamp.parsedSeconds ~= seconds else { throw .outOfRange }
        return instant
    }

    // Hour, minute and second of a text, which may say 24:00:00 and :60.
    mutating func setClock(
        _ hour: Int,
        _ minute: Int,
        _ second: Int
    ) throws(TimestampProblem.Kind) {
        guard minute < 60 else { throw .noSuchTime("a minute is 00 to 59") }
        guard second <= 60 else { throw .noSuchTime("a second is 00 to 59") }
        if hour >= 24 {
            guard hour == 24, minute == 0, second == 0, nanoseconds == 0 else {
                throw .noSuchTime("an hour is 00 to 23, and a day ends at 24:00:00")
            }
        }
        isLeapSecond = second == 60
        secondOfDay = hour * 3_600 + minute * 60 + second
    }
}

extension Timestamp {
    // 1970-01-01T00:00:00Z to 9999-12-31T23:59:59Z.
    static let parsedSeconds: ClosedRange<Int64> = 0...253_402_300_799
}
