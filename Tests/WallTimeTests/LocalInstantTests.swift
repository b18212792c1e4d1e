import Testing

@testable import WallTime

// Central Europe's rule; it needs no file.
private func berlin() throws -> TimeZoneRules {
    var sample = ZoneFileSample()
    sample.rule = "CET-1CEST,M3.5.0,M10.5.0/3"
    return try TimeZoneRules(tzif: sample.bytes)
}

@Test(
    arguments: [
        ("2026-01-15T12:00:00", "2026-01-15T11:00:00Z", .exact),
        ("2026-07-15T12:00:00", "2026-07-15T10:00:00Z", .exact),
        ("2026-03-29T01:59:59", "2026-03-29T00:59:59Z", .exact),
        ("2026-03-29T02:00:00", "2026-03-29T01:00:00Z", .skipped),
        ("2026-03-29T02:30:00", "2026-03-29T01:30:00Z", .skipped),
        ("2026-03-29T03:00:00", "2026-03-29T01:00:00Z", .exact),
        ("2026-10-25T01:59:59", "2026-10-24T23:59:59Z", .exact),
        ("2026-10-25T02:00:00", "2026-10-25T00:00:00Z", .repeated),
        ("2026-10-25T02:59:59", "2026-10-25T00:59:59Z", .repeated),
        ("2026-10-25T03:00:00", "2026-10-25T02:00:00Z", .exact),
        ("2026-03-29 02:30", "2026-03-29T01:30:00Z", .skipped),
        ("2026-10-25", "2026-10-24T22:00:00Z", .exact),
    ] as [(String, String, LocalInstant.Fit)]
)
func `a repeated local time is its first occurrence and a skipped one moves on`(
    local: String,
    instant: String,
    fit: LocalInstant.Fit
) throws {
    let answer = try Timestamp.readLocal(Array(local.utf8).span, zone: try berlin())
    #expect(answer.timestamp.rfc3339UTC == instant)
    #expect(answer.fit == fit)
}

@Suite(.enabled(if: SystemZones.isThere, "no zone files on this machine"))
struct UnusualLocalTimeTests {
    @Test(
        arguments: [
            ("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T22:00:00Z", .skipped),
            ("America/Sao_Paulo", "2018-11-04T00:00:00", "2018-11-04T03:00:00Z", .skipped),
            ("America/Sao_Paulo", "2018-02-17T23:30:00", "2018-02-18T01:30:00Z", .repeated),
            ("Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:45:00Z", .skipped),
            ("Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-04T14:45:00Z", .repeated),
            ("Antarctica/Troll", "2026-10-25T01:30:00", "2026-10-24T23:30:00Z", .repeated),
        ] as [(String, String, String, LocalInstant.Fit)]
    )
    func `days that vanish, half hours and two hours are met as well`(
        zone: String,
        local: String,
        instant: String,
        fit: LocalInstant.Fit
    ) throws {
        let rules = try SystemZones.rules(zone)
        let answer = try Timestamp.readLocal(Array(local.utf8).span, zone: rules)
        #expect(answer.timestamp.rfc3339UTC == instant)
        #expect(answer.fit == fit)
    }
}
