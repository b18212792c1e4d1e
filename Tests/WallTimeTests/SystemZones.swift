import Foundation

@testable import WallTime

// The machine's own zone files; minimal machines have none.
enum SystemZones {
    static let folder = "/usr/share/zoneinfo"
    static let isThere = FileManager.default.fileExists(atPath: "\(folder)/America/Bogota")

    static func bytes(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")))
    }

    static func rules(_ name: String) throws -> TimeZoneRules {
        try TimeZoneRules(tzif: try bytes(name))
    }

    // Every zone's name, without the copies below posix/ and the leap-second files below right/.
    static let names: [String] = {
        let paths =
            FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
        return paths.sorted().filter { path in
            !path.hasPrefix("right/") && !path.hasPrefix("posix/") && ZoneName.isPlausible(path)
                && (try? bytes(path).starts(with: "TZif".utf8)) == true
        }
    }()
}
