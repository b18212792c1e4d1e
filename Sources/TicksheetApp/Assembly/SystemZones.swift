import PosixBridge
import Suggestions
import Synchronization
import TicksheetCore
import WallTime

/// The system's time zone database.
///
/// Each zone is read once.
final class SystemZones: Sendable {
    /// The one that the program uses.
    static let shared = SystemZones()

    private let known = Mutex<[String: TimeZoneRules]>([:])
    // Read for the first suggestion: a file may name many zones that nobody knows.
    private let listed = Mutex<[String]?>(nil)

    /// The folder of the database: `TZDIR`, or where Debian and others keep it.
    private let folder: String? = {
        let places = ["/usr/share/zoneinfo", "/usr/lib/zoneinfo", "/etc/zoneinfo"]
        return ([ProcessFacts.environment("TZDIR")].compactMap { $0 } + places).first {
            ((try? Paths.status($0)) ?? nil)?.isFolder == true
        }
    }()

    /// Returns a zone's rules, or what was expected instead.
    func rules(for name: String) -> Result<TimeZoneRules, ZoneProblem> {
        if name == "UTC" { return .success(.utc) }
        if let rules = known.withLock({ $0[name] }) { return .success(rules) }
        guard let folder else {
            return .failure(
                ZoneProblem(
                    "this machine has no time zone database; install it: apt-get install tzdata"
                )
            )
        }
        guard ZoneName.isPlausible(name),
            let bytes = try? File(Paths.joined(folder, name), .read).readAll(limit: 1 << 20)
        else {
            let names = names(in: folder)
            // Who names the city alone means the zone that has it.
            let city = names.first { $0.lowercased().hasSuffix("/" + name.lowercased()) }
            let hint = (city ?? nearest(to: name, in: names)).map { "did you mean \"\($0)\"?" }
            return .failure(
                ZoneProblem(hint ?? "expected a zone name such as \"America/Bogota\" or \"UTC\"")
            )
        }
        do throws(TimeZoneProblem) {
            let rules = try TimeZoneRules(tzif: bytes)
            known.withLock { $0[name] = rules }
            return .success(rules)
        } catch {
            return .failure(ZoneProblem("the file of that zone cannot be used: \(error)"))
        }
    }

    /// Returns a zone's rules, or nil.
    func known(_ name: String) -> TimeZoneRules? {
        try? rules(for: name).get()
    }

    /// What to say of a zone that `--zone` names and nobody knows.
    static func refusal(of zone: String) -> String {
        let expected = "expected a zone name such as \"America/Bogota\", or \"recipient\"."
        guard case .failure(let problem) = shared.rules(for: zone),
            problem.description.hasSuffix("?")
        else { return "--zone is \(quoted(zone)); \(expected)" }
        return "--zone is \(quoted(zone)); \(problem)"
    }

    /// Names of zones from the database's own list, for suggestions.
    private func names(in folder: String) -> [String] {
        listed.withLock { names in
            let found = names ?? Self.names(in: folder)
            names = found
            return found
        }
    }

    private static func names(in folder: String) -> [String] {
        let bytes = try? File(Paths.joined(folder, "tzdata.zi"), .read).readAll()
        var names: [String] = []
        for line in String(decoding: bytes ?? [], as: UTF8.self).split(separator: "\n") {
            let parts = line.split(separator: " ")
            if parts.first == "Z", parts.count > 1 { names.append(String(parts[1])) }
            if parts.first == "L", parts.count > 2 { names.append(String(parts[2])) }
        }
        return names
    }
}
