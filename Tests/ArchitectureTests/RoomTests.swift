import Testing

/// Who may know whom.
@Suite struct RoomTests {
    private static let rooms = [
        "Intake", "Journals", "Sync", "Sinks", "GoogleSheets", "GoogleSignIn", "Zones",
    ]
    private static let bridges = [
        "CLinux": "PosixBridge", "Glibc": "PosixBridge", "CSQLite": "SQLiteBridge",
        "CMicroHTTPD": "MicroHTTPDBridge", "CCrypto": "CryptoBridge", "CCurl": "CurlBridge",
        "FoundationNetworking": "URLSessionBridge",
    ]
    private static let pure = [
        "HTTPTypes", "JSONTree", "JSONPaths", "WallTime", "PhoneRegions", "Suggestions",
        "CommandLineKit",
        "TicksheetCore",
    ]

    private func files(of module: String) -> [SourceTree.File] {
        SourceTree.sources.filter {
            $0.path.hasPrefix("Sources/\(module)/")
                || $0.path.hasPrefix("Sources/Bridges/\(module)/")
        }
    }

    @Test func `there are sources to look at`() {
        #expect(SourceTree.sources.count > 100)
        for module in Self.rooms + Self.pure + Array(Set(Self.bridges.values)) {
            #expect(!files(of: module).isEmpty, "\(module) has no files")
        }
    }

    @Test(arguments: rooms)
    func `a room never imports a room`(_ room: String) {
        for file in files(of: room) {
            let others = Set(file.imports).intersection(Self.rooms)
            #expect(others.isEmpty, "\(file.path) imports \(others)")
        }
    }

    @Test(arguments: rooms)
    func `a room sees neither the server nor the command line`(_ room: String) {
        for file in files(of: room) {
            let seen = Set(file.imports).intersection([
                "MicroHTTPDBridge", "CommandLineKit", "TicksheetApp", "ShippedMappings",
                "Foundation", "FoundationNetworking",
            ])
            #expect(seen.isEmpty, "\(file.path) imports \(seen)")
        }
    }

    @Test func `a library of the system is imported by its bridge only`() {
        for file in SourceTree.sources {
            for module in file.imports {
                guard let bridge = Self.bridges[module] else { continue }
                let isHome = file.path.hasPrefix("Sources/Bridges/\(bridge)/")
                let isServer = module == "Glibc" && file.path.contains("/MicroHTTPDBridge/")
                #expect(isHome || isServer, "\(file.path) imports \(module)")
            }
        }
    }

    @Test(arguments: pure)
    func `pure modules import pure modules only`(_ module: String) {
        for file in files(of: module) {
            let others = Set(file.imports).subtracting(Self.pure).subtracting(["Synchronization"])
            #expect(others.isEmpty, "\(file.path) imports \(others)")
        }
    }

    @Test func `bridges know nothing of the product`() {
        for file in SourceTree.sources where file.path.hasPrefix("Sources/Bridges/") {
            let others = Set(file.imports).intersection(["TicksheetCore"] + Self.rooms)
            #expect(others.isEmpty, "\(file.path) imports \(others)")
            #expect(!file.text.lowercased().contains("whatsapp"), "\(file.path) names WhatsApp")
        }
    }
}
