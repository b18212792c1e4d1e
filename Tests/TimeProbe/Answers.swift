import Foundation
import WallTime

struct Answers {
    let folder: String
    private var zones: [String: TimeZoneRules] = [:]
    private var formatters: [String: ZonedFormatter] = [:]

    init(folder: String) {
        self.folder = folder
    }

    mutating func rules(_ zone: String) throws -> TimeZoneRules {
        if let known = zones[zone] { return known }
        guard ZoneName.isPlausible(zone) else { throw CocoaError(.fileReadInvalidFileName) }
        let file = try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(zone)"))
        let rules = try TimeZoneRules(tzif: [UInt8](file))
        zones[zone] = rules
        return rules
    }

    func answer() throws {
        var answers = self
        var out: [UInt8] = []
        let format = try TimeFormat(TimeFormat.standardPattern)
        while let line = readLine() {
            let parts = line.split(separator: " ")
            guard parts.count == 2, let seconds = Int64(parts[1]) else { continue }
            let zone = String(parts[0])
            let rules = try answers.rules(zone)
            let offset = rules.offset(at: seconds)
            out += "\(offset.seconds) \(offset.isDaylight ? 1 : 0) \(offset.abbreviation) ".utf8
            answers.formatters[
                zone,
                default: ZonedFormatter(rules: rules, zoneName: zone, format: format)
            ].append(Timestamp(seconds: seconds), to: &out)
            out.append(10)
        }
        FileHandle.standardOutput.write(Data(out))
    }

    func answerLocal() throws {
        var answers = self
        var out: [UInt8] = []
        while let line = readLine() {
            let parts = line.split(separator: " ")
            guard parts.count == 2, let seconds = Int64(parts[1]) else { continue }
            let rules = try answers.rules(String(parts[0]))
            let instant = rules.instant(of: CivilTime(seconds: seconds))
            out += "\(instant.timestamp.seconds) \(instant.fit)\n".utf8
        }
        FileHandle.standardOutput.write(Data(out))
    }
}
