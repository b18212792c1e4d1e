import TestSupport
import TicksheetCore
import WallTime

@testable import Zones

/// A keeper with everything around it scripted.
struct KeeperStage {
    let time: VirtualTime
    let service: ScriptedService
    let pinning = WatchedPinning()
    let log = RecordingLog()
    let keeper: ZoneKeeper

    init(
        asking: Bool = true,
        file: TimeZoneDBFile? = nil,
        patience: Duration = VirtualTime.patience,
        isRunning: Bool = false,
        service rules: (@Sendable (String) -> TimeZoneRules?)? = nil,
        system: @escaping @Sendable (String) -> TimeZoneRules? = { Seasons.rules($0) }
    ) {
        let time = VirtualTime(isRunning: isRunning)
        let service = ScriptedService(time, rules ?? system)
        self.time = time
        self.service = service
        let client = TimeZoneDBClient(service, key: Secret("SECRETKEY7"), base: "https://tz.test")
        keeper = ZoneKeeper(
            pinning: pinning,
            asking: asking ? client : nil,
            file: file,
            system: system,
            clock: time.clock,
            patience: patience,
            pause: { await time.pause($0) },
            log: log
        )
    }

    func cover(_ zone: String, _ instants: Int64...) async throws {
        try await keeper.cover([ZoneNeed(zone: zone, instants: instants)])
    }

    /// Returns after the keeper stands as wanted.
    func until(_ isReached: (ZoneStanding) -> Bool) async {
        while !isReached(keeper.standing), !Task.isCancelled { await Task.yield() }
    }

    /// Lets time pass until every question is answered.
    func settle() async {
        while keeper.standing.queued > 0, !Task.isCancelled {
            if !time.skip() { await Task.yield() }
        }
    }

    /// The pins of a zone, in short.
    func pins(_ zone: String) throws -> [String] {
        try pinning.journal.pins().filter { $0.zone == zone }
            .map { "\($0.first)...\($0.last) \($0.offset.seconds) \($0.source.rawValue)" }
    }
}
