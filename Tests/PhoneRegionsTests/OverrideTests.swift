import Testing

@testable import PhoneRegions

struct OverrideTests {
    @Test
    func `an override beats a longer prefix of the table and keeps the country`() {
        let regions = PhoneRegions(overrides: [(prefix: "+55", zone: "America/Bahia")])
        let expected = PhoneRegion(country: "BR", zone: "America/Bahia", evidence: .prefix)
        #expect(regions.region(of: "+556832101234") == expected)
        #expect(regions.region(of: "+5511987654321") == expected)
        #expect(regions.region(of: "+56912345678")?.zone == "America/Santiago")
    }

    @Test
    func `of several overrides the longest that fits decides`() {
        let regions = PhoneRegions(overrides: [
            (prefix: "+55 68 9", zone: "America/Eirunepe"),
            (prefix: "+55", zone: "America/Bahia"),
            (prefix: "+55-68", zone: "America/Manaus"),
        ])
        #expect(regions.region(of: "+5568999999999")?.zone == "America/Eirunepe")
        #expect(regions.region(of: "+556832101234")?.zone == "America/Manaus")
        #expect(regions.region(of: "+551132101234")?.zone == "America/Bahia")
    }

    @Test
    func `of two overrides alike the later decides`() {
        let regions = PhoneRegions(overrides: [
            (prefix: "+1809", zone: "America/New_York"),
            (prefix: "+1 (809)", zone: "America/Panama"),
        ])
        #expect(regions.region(of: "+18095550147")?.zone == "America/Panama")
        #expect(regions.region(of: "+18295550147")?.zone == "America/Santo_Domingo")
    }

    @Test
    func `an override may name a whole number and no more`() {
        let regions = PhoneRegions(overrides: [(prefix: "+573001112233", zone: "Asia/Tokyo")])
        #expect(regions.region(of: "+573001112233")?.zone == "Asia/Tokyo")
        #expect(regions.region(of: "+5730011122334")?.zone == "Asia/Tokyo")
        #expect(regions.region(of: "+57300111223")?.zone == "America/Bogota")
        #expect(regions.region(of: "+573001112234")?.zone == "America/Bogota")
    }

    @Test
    func `an override names the digits as they stand, so the older Mexican form needs its own`() {
        let regions = PhoneRegions(overrides: [(prefix: "+5255", zone: "America/Cancun")])
        #expect(regions.region(of: "+525512345678")?.zone == "America/Cancun")
        #expect(regions.region(of: "+5215512345678")?.zone == "America/Mexico_City")
    }

    @Test
    func `an override gives a code of no country a zone but no country`() {
        let regions = PhoneRegions(overrides: [(prefix: "+870", zone: "Europe/London")])
        #expect(
            regions.region(of: "+870773112233")
                == PhoneRegion(country: "", zone: "Europe/London", evidence: .prefix)
        )
        #expect(regions.country(of: "+870773112233") == nil)
    }

    @Test
    func `the shared table is untouched by overrides`() {
        _ = PhoneRegions(overrides: [(prefix: "+57", zone: "Asia/Tokyo")])
        #expect(PhoneRegions.shared.region(of: "+573001112233")?.zone == "America/Bogota")
        #expect(PhoneRegions(overrides: []).zoneNames == PhoneRegions.shared.zoneNames)
    }

    @Test(arguments: ["+1", "+1809", "+55 68", "+1 (809) 555-01.47", "+123456789012345"])
    func `a prefix is a plus and digits with signs between them`(text: String) {
        #expect(PhoneRegions.isPrefix(text))
    }

    @Test(arguments: [
        "", "+", "57", "+0", "+057", "+ ", "+57a", "+٥٧", " +57", "+1234567890123456", "CO",
        "+57\n",
    ])
    func `what is no prefix has no effect`(text: String) {
        #expect(!PhoneRegions.isPrefix(text))
        let regions = PhoneRegions(overrides: [(prefix: text, zone: "Asia/Tokyo")])
        #expect(regions.region(of: "+573001112233")?.zone == "America/Bogota")
        #expect(regions.region(of: "+123456789012345")?.zone != "Asia/Tokyo")
    }
}
