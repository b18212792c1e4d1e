// swift-tools-version: 6.2
import PackageDescription

// The rules every Swift target obeys. Warnings are errors for those who work on Ticksheet (lint and
// CI set TICKSHEET_STRICT=1), so that a newer compiler never breaks the build of a user.
let isStrict = Context.environment["TICKSHEET_STRICT"] == "1"
let rules: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])
let shipped = rules + [.strictMemorySafety()]

// A C library of the operating system: a module map and a shim header, no Swift.
func system(_ name: String, pkgConfig: String? = nil, apt: String = "libc6-dev") -> Target {
    .systemLibrary(
        name: name,
        path: "Sources/System/\(name)",
        pkgConfig: pkgConfig,
        providers: [.apt([apt])]
    )
}

// Swift over at most one C library; the only targets in which unsafe code may stand.
func bridge(_ name: String, over libraries: [String] = [], _ others: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: (libraries + others).map { .target(name: $0) },
        path: "Sources/Bridges/\(name)",
        swiftSettings: shipped
    )
}

// Pure Swift: values and decisions, no input or output, no clock.
func pure(_ name: String, _ others: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: others.map { .target(name: $0) },
        swiftSettings: shipped
    )
}

// One step of the walk. A room knows the core and its bridges, never another room.
func room(_ name: String, _ others: [String] = []) -> Target {
    .target(
        name: name,
        dependencies: (["TicksheetCore"] + others).map { .target(name: $0) },
        swiftSettings: shipped
    )
}

func tests(_ name: String, of subjects: [String]) -> Target {
    .testTarget(
        name: name,
        dependencies: (subjects + ["TestSupport"]).map { .target(name: $0) },
        swiftSettings: rules
    )
}

let package = Package(
    name: "ticksheet",
    products: [.executable(name: "ticksheet", targets: ["ticksheet"])],
    targets: [
        // 0 · the operating system
        system("CLinux"),
        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        // With GnuTLS, which libmicrohttpd's packages are built with and bring along.
        system("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        system("CCrypto", pkgConfig: "libcrypto", apt: "libssl-dev"),
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        system("CMinizip", pkgConfig: "minizip", apt: "libminizip-dev"),
        system("CXlsxWriter", pkgConfig: "xlsxwriter", apt: "libxlsxwriter-dev"),

        // 1 · vocabulary and pure engines
        pure("HTTPTypes"),
        pure("JSONTree"),
        pure("JSONPaths", ["JSONTree"]),
        pure("WallTime"),
        pure("PhoneRegions"),
        pure("Suggestions"),
        pure("CommandLineKit", ["Suggestions"]),
        pure(
            "TicksheetCore",
            ["HTTPTypes", "JSONTree", "JSONPaths", "PhoneRegions", "WallTime", "Suggestions"]
        ),

        // 2 · bridges
        bridge("PosixBridge", over: ["CLinux"]),
        bridge("SQLiteBridge", over: ["CSQLite"]),
        bridge("MicroHTTPDBridge", over: ["CMicroHTTPD"], ["HTTPTypes", "PosixBridge"]),
        bridge("CryptoBridge", over: ["CCrypto"]),
        bridge("CurlBridge", over: ["CCurl"], ["HTTPTypes", "PosixBridge"]),
        bridge("URLSessionBridge", ["HTTPTypes", "PosixBridge"]),
        bridge("MinizipBridge", over: ["CMinizip"], ["PosixBridge"]),
        bridge("XlsxWriterBridge", over: ["CXlsxWriter"], ["PosixBridge"]),

        // 3 · the shipped mappings, embedded in the binary
        .target(
            name: "ShippedMappings",
            path: "mappings",
            resources: [.embedInCode("sources"), .embedInCode("reports")],
            swiftSettings: rules
        ),

        // 4 · rooms, in the order in which an event walks through them
        room("Intake", ["HTTPTypes", "JSONTree", "WallTime", "CryptoBridge"]),
        room("Journals", ["WallTime", "JSONTree", "SQLiteBridge", "PosixBridge", "CryptoBridge"]),
        room("Sync", ["WallTime", "PosixBridge"]),
        room(
            "Sinks",
            [
                "WallTime", "JSONTree", "PosixBridge", "CryptoBridge", "MinizipBridge",
                "XlsxWriterBridge",
            ]
        ),
        room("GoogleSheets", ["HTTPTypes", "JSONTree", "WallTime", "PosixBridge", "CryptoBridge"]),
        room("Zones", ["HTTPTypes", "JSONTree", "WallTime"]),
        room(
            "GoogleSignIn",
            ["HTTPTypes", "JSONTree", "WallTime", "CryptoBridge", "PosixBridge"]
        ),

        // A stand-in for timezonedb, for the demo and for tests; knows nothing of the product.
        .target(
            name: "TimeZoneStandIn",
            dependencies: ["HTTPTypes", "JSONTree", "WallTime", "MicroHTTPDBridge", "PosixBridge"],
            swiftSettings: shipped
        ),

        // A stand-in for Google Sheets, for the demo and for tests; knows nothing of the product.
        .target(
            name: "SheetsEmulator",
            dependencies: [
                "HTTPTypes", "JSONTree", "MicroHTTPDBridge", "PosixBridge", "CryptoBridge",
            ],
            swiftSettings: shipped
        ),

        // 5 · the front door, the only one that sees more than one room
        room(
            "TicksheetApp",
            [
                "Intake", "Journals", "Sync", "Sinks", "GoogleSheets", "GoogleSignIn", "Zones",
                "TimeZoneStandIn", "SheetsEmulator",
                "ShippedMappings",
                "CommandLineKit",
                "Suggestions", "HTTPTypes", "JSONTree", "JSONPaths", "PhoneRegions", "WallTime",
                "MicroHTTPDBridge", "PosixBridge", "CryptoBridge", "CurlBridge", "URLSessionBridge",
            ]
        ),
        .executableTarget(
            name: "ticksheet",
            dependencies: ["TicksheetApp", "PosixBridge"],
            swiftSettings: shipped
        ),

        // 6 · tests, one target for each subject
        .target(
            name: "TestSupport",
            dependencies: ["TicksheetCore", "WallTime", "PosixBridge"],
            path: "Tests/TestSupport",
            swiftSettings: rules
        ),
        tests("JSONTreeTests", of: ["JSONTree"]),
        tests("JSONPathsTests", of: ["JSONPaths", "JSONTree"]),
        tests("CasesTests", of: ["JSONPaths", "JSONTree"]),
        tests("WallTimeTests", of: ["WallTime"]),
        tests("PhoneRegionsTests", of: ["PhoneRegions"]),
        tests("CommandLineKitTests", of: ["CommandLineKit", "Suggestions"]),
        tests("SuggestionsTests", of: ["Suggestions"]),
        tests(
            "TicksheetCoreTests",
            of: [
                "TicksheetCore", "HTTPTypes", "JSONTree", "PhoneRegions", "WallTime",
                "ShippedMappings", "CryptoBridge",
            ]
        ),
        tests(
            "IntakeTests",
            of: [
                "Intake", "TicksheetCore", "HTTPTypes", "CryptoBridge", "WallTime",
                "ShippedMappings",
            ]
        ),
        tests(
            "JournalsTests",
            of: ["Journals", "TicksheetCore", "WallTime", "PosixBridge", "SQLiteBridge"]
        ),
        tests("SyncTests", of: ["Sync", "TicksheetCore", "WallTime", "PosixBridge"]),
        tests(
            "SinksTests",
            of: [
                "Sinks", "Journals", "TicksheetCore", "WallTime", "PosixBridge", "MinizipBridge",
            ]
        ),
        tests(
            "GoogleSheetsTests",
            of: [
                "GoogleSheets", "SheetsEmulator", "CurlBridge", "TicksheetCore", "HTTPTypes",
                "JSONTree", "PosixBridge", "Sync", "WallTime",
            ]
        ),
        tests(
            "ZonesTests",
            of: [
                "Zones", "TimeZoneStandIn", "URLSessionBridge", "TicksheetCore", "HTTPTypes",
                "JSONTree", "WallTime", "PosixBridge",
            ]
        ),
        tests(
            "GoogleSignInTests",
            of: [
                "GoogleSignIn", "TicksheetCore", "HTTPTypes", "JSONTree", "WallTime",
                "CryptoBridge", "PosixBridge",
            ]
        ),
        tests(
            "BridgesTests",
            of: [
                "PosixBridge", "SQLiteBridge", "MicroHTTPDBridge", "CryptoBridge", "HTTPTypes",
            ]
        ),
        tests(
            "TransportsTests",
            of: [
                "CurlBridge", "URLSessionBridge", "MicroHTTPDBridge", "HTTPTypes", "PosixBridge",
            ]
        ),
        tests(
            "SheetsEmulatorTests",
            of: [
                "SheetsEmulator", "CurlBridge", "HTTPTypes", "JSONTree", "CryptoBridge",
                "PosixBridge",
            ]
        ),
        tests("ArchitectureTests", of: ["PosixBridge"]),

        // Lets a script talk to the stand-in for Google Sheets.
        .executableTarget(
            name: "sheets-emulator",
            dependencies: ["SheetsEmulator", "PosixBridge"],
            path: "Tests/SheetsEmulatorProbe",
            swiftSettings: rules
        ),
        // Lets a script compare times with Python's.
        .executableTarget(
            name: "time-probe",
            dependencies: ["WallTime"],
            path: "Tests/TimeProbe",
            swiftSettings: rules
        ),
        // Measures the JSON reader beside Foundation's.
        .executableTarget(
            name: "json-bench",
            dependencies: ["JSONTree", "JSONPaths"],
            path: "Tests/Benchmarks/JSON",
            swiftSettings: rules
        ),
        // Measures the transports beside each other.
        .executableTarget(
            name: "http-bench",
            dependencies: ["CurlBridge", "URLSessionBridge", "HTTPTypes"],
            path: "Tests/Benchmarks/HTTP",
            swiftSettings: rules
        ),
    ]
)
