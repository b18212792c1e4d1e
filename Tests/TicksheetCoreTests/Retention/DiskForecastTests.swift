import Testing
import TicksheetCore

@Suite struct DiskForecastTests {
    private static let day: Int64 = 86_400

    /// A part of 100 bytes a row.
    private static func part(perDay: Double, age: Int64, kept: Int64?) -> DiskForecast.Part {
        DiskForecast.Part(
            bytes: 100,
            perDay: perDay,
            age: age * day,
            kept: kept.map { $0 * day }
        )
    }

    @Test func `what is kept for ever fills the disk one day`() {
        let forecast = DiskForecast(free: 50_000, parts: [Self.part(perDay: 10, age: 3, kept: nil)])
        #expect(forecast.bytesPerDay == 1000)
        #expect(forecast.daysUntilFull == 50)
        #expect(forecast.bytesUntilSteady == nil)
    }

    @Test func `retention ends the growth before the disk is full`() {
        let forecast = DiskForecast(free: 50_000, parts: [Self.part(perDay: 10, age: 3, kept: 30)])
        #expect(forecast.daysUntilFull == nil)
        #expect(forecast.bytesUntilSteady == 27_000)
    }

    @Test func `one part is steady long before the other`() {
        let parts = [
            Self.part(perDay: 10, age: 0, kept: 400), Self.part(perDay: 90, age: 20, kept: 30),
        ]
        // Ten days at 10,000 bytes, then 1,000 a day.
        #expect(DiskForecast(free: 150_000, parts: parts).daysUntilFull == 60)
        #expect(DiskForecast(free: 50_000, parts: parts).daysUntilFull == 5)
        #expect(DiskForecast(free: 600_000, parts: parts).daysUntilFull == nil)
        #expect(DiskForecast(free: 600_000, parts: parts).bytesPerDay == 10_000)
    }

    @Test func `a journal as old as its retention grows no more`() {
        let forecast = DiskForecast(free: 10, parts: [Self.part(perDay: 10, age: 401, kept: 400)])
        #expect(forecast.bytesPerDay == 0)
        #expect(forecast.daysUntilFull == nil)
        #expect(forecast.bytesUntilSteady == 0)
    }

    @Test func `a full disk is full today, and nothing that comes fills none`() {
        let part = Self.part(perDay: 10, age: 0, kept: nil)
        #expect(DiskForecast(free: 0, parts: [part]).daysUntilFull == 0)
        let idle = DiskForecast(free: 10, parts: [Self.part(perDay: 0, age: 0, kept: nil)])
        #expect(idle.daysUntilFull == nil)
        #expect(idle.bytesUntilSteady == 0)
    }
}
