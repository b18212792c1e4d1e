import Foundation

/// OpenSSL's command line, which verifies what the product signs.
enum OpenSSL {
    static let isInstalled = run(["version"]) != nil

    /// Returns what it writes to standard output, or nil where it does not succeed.
    static func run(_ words: [String]) -> String? {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["openssl"] + words
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return nil }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return process.terminationStatus == 0 ? String(decoding: output, as: UTF8.self) : nil
    }
}
