import Testing

@testable import PhoneRegions

struct RegionTableTests {
    private static func prefixes(of line: Substring) -> [String] {
        line.split(separator: " ").prefix { $0.allSatisfy(\.isNumber) }.map(String.init)
    }

    @Test
    func `every line of the table is understood`() {
        #expect(RegionTable().refusals == [])
    }

    @Test
    func `no prefix stands in the table twice`() {
        let all = RegionTable.texts.flatMap { $0.split(separator: "\n").flatMap(Self.prefixes) }
        var seen: Set<String> = []
        #expect(all.filter { !seen.insert($0).inserted } == [])
        #expect(all.count > 1_000)
    }

    @Test(arguments: RegionTable.texts.indices)
    func `lines and the prefixes in them ascend`(index: Int) {
        let lines = RegionTable.texts[index].split(separator: "\n").map(Self.prefixes)
        let heads = lines.compactMap(\.first)
        #expect(heads.count == lines.count)
        #expect(heads == heads.sorted())
        for line in lines {
            #expect(line == line.sorted())
        }
    }

    @Test
    func `the usual zones ascend by country`() {
        let countries = RegionTable.usualZones.split(separator: "\n").map { $0.prefix(3) }
        #expect(countries == countries.sorted())
        #expect(Set(countries).count == countries.count)
    }

    @Test(arguments: [
        "57", "57 XX", "CO", "CO America/Bogota", "57 CO America/Bogota more", "57 5a CO",
        "57 =5a", "57 =", "=57", "٥٧ CO", "57 57 CO",
    ])
    func `a line that says nothing clear is refused`(line: String) {
        let table = RegionTable(texts: [line], usualZones: "CO America/Bogota")
        #expect(table.refusals == [line])
    }

    @Test
    func `a prefix repeated in another text and a country repeated are refused`() {
        let table = RegionTable(
            texts: ["57 CO", "57 CO America/Lima"],
            usualZones: "CO America/Bogota\nCO America/Lima\nPE"
        )
        #expect(table.refusals == ["CO America/Lima", "PE", "57 CO America/Lima"])
    }

    @Test
    func `the zones of the table are in alphabetical order and each stands once`() {
        let names = PhoneRegions.shared.zoneNames
        #expect(names == names.sorted())
        #expect(Set(names).count == names.count)
        #expect(names.count > 300)
    }
}
