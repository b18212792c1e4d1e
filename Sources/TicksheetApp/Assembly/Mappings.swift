import PosixBridge
import ShippedMappings
import Suggestions
import TicksheetCore

/// Why a mapping cannot be had.
enum MappingFailure: Error {
    /// It is neither shipped nor a file; says what was expected.
    case unknown(String)
    /// It has problems.
    case wrong(FileProblems)
}

/// Finds mappings: a bare word is a shipped one, anything with a slash or an ending is a file.
enum Mappings {
    /// What source mappings refer to.
    static let sourceContext = context(ShippedMappings.sources)
    /// What report mappings refer to.
    static let reportContext = context(ShippedMappings.reports)

    /// Returns a source mapping by word or file, and how it is written.
    static func source(
        _ name: String,
        folder: String
    ) throws(MappingFailure) -> (mapping: SourceMapping, text: [UInt8]) {
        let (file, bytes) = try text(name, folder: folder, ShippedMappings.sources)
        do throws(FileProblems) {
            return (try SourceMapping(file: file, bytes: bytes, context: sourceContext), bytes)
        } catch {
            throw .wrong(error)
        }
    }

    /// Returns a source mapping of a text that was one when it was kept; nil where it is none any more.
    static func source(_ text: [UInt8]) -> SourceMapping? {
        try? SourceMapping(file: "mapping", bytes: text, context: sourceContext)
    }

    /// Returns a report mapping by word or file.
    static func report(_ name: String, folder: String) throws(MappingFailure) -> ReportMapping {
        let (file, bytes) = try text(name, folder: folder, ShippedMappings.reports)
        do throws(FileProblems) {
            return try ReportMapping(file: file, bytes: bytes, context: reportContext)
        } catch {
            throw .wrong(error)
        }
    }

    private static func text(
        _ name: String,
        folder: String,
        _ shipped: [ShippedMapping]
    ) throws(MappingFailure) -> (file: String, bytes: [UInt8]) {
        if let mapping = shipped.first(where: { $0.name == name }) { return (name, mapping.text) }
        guard name.contains("/") || name.contains(".") else {
            let names = shipped.map(\.name)
            let hint = nearest(to: name, inOrBeginning: names).map { "did you mean \"\($0)\"?" }
            throw .unknown(
                hint ?? "expected \(list(names)), or a file such as \"./\(name).json5\""
            )
        }
        do throws(SystemError) {
            let path = Paths.joined(folder, name)
            return (path, try File.content(of: path, limit: 4 << 20))
        } catch {
            throw .unknown("the file cannot be read (\(error.reason))")
        }
    }

    private static func context(_ shipped: [ShippedMapping]) -> MappingContext {
        MappingContext(
            shipped: { name in shipped.first { $0.name == name }?.text },
            shippedNames: shipped.map(\.name),
            zone: { SystemZones.shared.rules(for: $0) }
        )
    }
}
