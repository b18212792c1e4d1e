import HTTPTypes
import PosixBridge
import TicksheetCore
import WallTime
import Zones

/// Who tells offsets, after the settings: timezonedb, its table, this machine.
struct ZoneSources: Sendable {
    let client: TimeZoneDBClient?
    let file: TimeZoneDBFile?
    let settings: Settings.TimeZoneDB?

    /// Reads key and table.
    ///
    /// No report waits for a helper: what cannot be read is left out, and the log says so.
    init(_ settings: Settings, log: any Log) {
        self.settings = settings.timeZoneDB
        guard let wanted = settings.timeZoneDB else {
            client = nil
            file = nil
            return
        }
        do throws(TableFailure) {
            file = try wanted.file.map { path throws(TableFailure) in try Self.table(path) }
        } catch {
            file = nil
            log.write(.warn, "timezonedb's table is not used", [("cause", error.sentence)])
        }
        do throws(FileProblem) {
            client = try wanted.key.map { key throws(FileProblem) in
                TimeZoneDBClient(
                    settings.http.transport(),
                    key: try key.resolved(),
                    base: wanted.endpoint
                )
            }
        } catch {
            client = nil
            log.write(.warn, "timezonedb is not asked", [("cause", error.description)])
        }
    }

    /// Makes what pins offsets before rows are written.
    func keeper(_ pinning: any ZonePinning, clock: any WallClock, log: any Log) -> ZoneKeeper {
        ZoneKeeper(
            pinning: pinning,
            asking: client,
            file: file,
            system: SystemZones.shared.known,
            clock: clock,
            patience: settings?.patience ?? .zero,
            interval: settings?.interval ?? .seconds(1),
            log: log,
            on: try? ThreadExecutor("zones")
        )
    }

    /// Returns the window around an instant by the best source there is, without asking anybody
    /// outside: kept answers, the table, this machine.
    func window(
        of zone: String,
        at seconds: Int64,
        _ answers: ZoneAnswers
    ) -> (window: OffsetWindow, source: ZoneSource)? {
        if client != nil, let answer = answers.answer(of: zone, at: seconds) {
            return (answer.window, .timezonedb)
        }
        if let window = file?.window(of: zone, at: seconds) { return (window, .timezonedbFile) }
        return SystemZones.shared.known(zone).map { ($0.window(at: seconds), .system) }
    }

    /// Why a table cannot be used.
    struct TableFailure: Error {
        let sentence: String
    }

    /// Reads a table.
    static func table(_ path: String) throws(TableFailure) -> TimeZoneDBFile {
        let bytes: [UInt8]
        do throws(SystemError) {
            bytes = try File.content(of: path, limit: 64 << 20)
        } catch {
            throw TableFailure(sentence: "\(path) cannot be read (\(error.reason))")
        }
        do throws(TimeZoneDBFileError) {
            return try TimeZoneDBFile(bytes, path: path)
        } catch {
            throw TableFailure(sentence: error.explanation)
        }
    }
}
