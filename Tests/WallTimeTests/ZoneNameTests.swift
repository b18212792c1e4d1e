import Testing

@testable import WallTime

@Test(
    arguments: [
        "UTC", "America/Bogota", "America/Argentina/Buenos_Aires", "America/Port-au-Prince",
        "Etc/GMT+5", "EST5EDT", "GMT-0",
    ]
)
func `names of the tz database may be opened`(name: String) {
    #expect(ZoneName.isPlausible(name))
}

@Test(
    arguments: [
        "", "/etc/passwd", "../../etc/passwd", "America/../../etc/passwd", "America//Bogota",
        "America/", ".hidden", "America/.x", "America/Bogotá", "America/Bogota\0", "a b", "-x",
        "zone.tab", "C:\\x", "America/Bogota\n", "%2e%2e/x", String(repeating: "a", count: 65),
    ]
)
func `texts that could leave the folder may not`(name: String) {
    #expect(!ZoneName.isPlausible(name))
}

@Test(.enabled(if: SystemZones.isThere, "no zone files on this machine"))
func `every zone of this machine passes`() throws {
    // Names are listed through the check; the count shows that it does not drop any by itself.
    #expect(SystemZones.names.contains("America/Argentina/ComodRivadavia"))
    #expect(SystemZones.names.contains("Etc/GMT-14"))
}
