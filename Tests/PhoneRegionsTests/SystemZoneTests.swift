import Foundation
import Testing

@testable import PhoneRegions

// What the system's tz database says of countries and their zones.
struct SystemZoneTests {
    static let root = "/usr/share/zoneinfo"
    static let isInstalled = FileManager.default.fileExists(atPath: root + "/zone.tab")

    // Parts of the world without numbers of their own: they use those of a neighbour, or have none.
    private static let withoutNumbers: Set = ["BL", "GS", "MF", "PN", "TF", "UM"]
    // The tz database does not know XK; northern Cyprus is numbered by Turkey.
    private static let aliases: Set = ["XK Europe/Belgrade", "TR Asia/Famagusta"]

    // "CO America/Bogota" for each country of each line.
    private static func pairs(in table: String) throws -> Set<String> {
        var pairs: Set<String> = []
        let text = try String(contentsOfFile: "\(root)/\(table)", encoding: .utf8)
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let columns = line.split(separator: "\t")
            for country in columns[0].split(separator: ",") {
                pairs.insert("\(country) \(columns[2])")
            }
        }
        return pairs
    }

    @Test(.enabled(if: isInstalled, "needs the tz database in \(root)"))
    func `every country of the tz database that has numbers is reached`() throws {
        let countries = try Set(Self.pairs(in: "zone.tab").map { String($0.prefix(2)) })
        #expect(countries.count > 240)
        let reached = Set(RegionTable().regions.map(\.country))
        #expect(countries.subtracting(reached) == Self.withoutNumbers)
        #expect(reached.subtracting(countries) == ["XK"])
    }

    @Test(.enabled(if: isInstalled, "needs the tz database in \(root)"))
    func `every zone belongs to the country it is given for`() throws {
        let known = try Self.pairs(in: "zone.tab").union(Self.pairs(in: "zone1970.tab"))
        let given = Set(RegionTable().regions.map { "\($0.country) \($0.zone)" })
        #expect(given.subtracting(known) == Self.aliases)
    }

    @Test(.enabled(if: isInstalled, "needs the tz database in \(root)"))
    func `every zone exists`() {
        let missing = PhoneRegions.shared.zoneNames.filter {
            !FileManager.default.fileExists(atPath: "\(Self.root)/\($0)")
        }
        #expect(missing == [])
    }

    @Test(.enabled(if: isInstalled, "needs the tz database in \(root)"))
    func `a country with one zone is never decided by an area code`() throws {
        let zones = Dictionary(
            grouping: try Self.pairs(in: "zone.tab"),
            by: { String($0.prefix(2)) }
        )
        let single = RegionTable().regions.filter {
            $0.evidence == .prefix && zones[$0.country]?.count == 1
        }
        #expect(single.map(\.zone) == ["Asia/Famagusta"])
    }
}
