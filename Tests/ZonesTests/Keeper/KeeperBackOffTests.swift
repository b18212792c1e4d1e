import TestSupport
import Testing
import TicksheetCore
import TimeZoneStandIn
import WallTime

@testable import Zones

@Suite(.timeLimit(.minutes(10))) struct KeeperBackOffTests {
    private let zone = "Test/One"
    private let noon = Seasons.noon

    /// The pauses between the first requests, each of which fails.
    private func pauses(_ count: Int, _ fault: StandInFault) async throws -> [Int64] {
        let stage = KeeperStage(patience: .zero)
        stage.service.set(fault)
        try await stage.cover(zone, noon)
        for number in 1...count {
            await stage.time.hasPauses(number)
            if number < count {
                let pause = stage.time.pauses[number - 1].components.seconds
                stage.time.advance(by: pause)
            }
        }
        await stage.keeper.close()
        #expect(stage.service.requests == count)
        return stage.time.pauses.map(\.components.seconds)
    }

    @Test(arguments: [
        StandInFault.failed("Down."), .status(500), .html, .garbage, .wrongWindow, .invalidKey,
    ])
    func `each failure doubles the time to the next request, to ten minutes`(
        _ fault: StandInFault
    ) async throws {
        let expected: [Int64] = [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600]
        #expect(try await pauses(12, fault) == expected)
    }

    @Test func `a service asked too often is left alone for a minute at least`() async throws {
        let expected: [Int64] = [60, 60, 60, 60, 60, 60, 64, 128]
        #expect(try await pauses(8, .status(429)) == expected)
        #expect(try await pauses(2, .failed("Too many requests.")) == [60, 60])
    }

    @Test func `a zone that it does not know is asked for again after an hour`() async throws {
        let stage = KeeperStage(patience: .zero, service: { _ in nil })
        try await stage.cover(zone, noon)
        await stage.until { $0.queued == 0 }
        #expect(stage.keeper.standing.refused == [zone])
        #expect(stage.keeper.standing.trouble == nil)
        try await stage.cover(zone, noon + 2 * Seasons.day)
        stage.time.advance(by: 3_599)
        try await stage.cover(zone, noon + 4 * Seasons.day)
        #expect(stage.service.requests == 1)
        #expect(stage.keeper.known.all.allSatisfy { $0.source == .system })
        stage.time.advance(by: 1)
        try await stage.cover(zone, noon + 6 * Seasons.day)
        await stage.until { $0.queued == 0 }
        #expect(stage.service.requests == 2)
        await stage.keeper.close()
    }

    @Test func `a zone that it does not know keeps no other from its answer`() async throws {
        let stage = KeeperStage(
            patience: .milliseconds(30_500),
            isRunning: true,
            service: { $0 == "Test/One" ? nil : Seasons.both }
        )
        try await stage.keeper.cover([
            ZoneNeed(zone: zone, instants: [noon]), ZoneNeed(zone: "Test/Two", instants: [noon]),
        ])
        #expect(stage.keeper.known.all.map(\.source) == [.system, .timezonedb])
        await stage.keeper.close()
    }
}
