import CommandLineKit
import PosixBridge
import Sinks
import TicksheetCore

/// Searches the bytes of all files that the settings know for a number.
struct ForgottenSearch {
    /// A file that holds the number, or could not be read.
    struct Finding {
        let path: String
        let places: Int
        let remedy: String
        /// Why it could not be searched.
        var cause: String?

        /// Says what was found, without the number itself.
        func text(_ shown: String) -> String {
            if let cause { return "\(path) could not be searched for \(shown): \(cause)" }
            let found = CountedNoun("place").counted(places)
            return "\(path) holds \(shown) in \(found); \(remedy)"
        }
    }

    // Longer than any number in groups of escaped digits, or in Base64 of which each character is escaped.
    private static let overlap = 512
    private static let part = 1 << 20
    // A process that writes just now may change a page between two looks.
    private static let tries = 3

    private let mask: NumberMask
    private let settings: Settings
    private let former: [String]

    /// Creates a search.
    ///
    /// `former`: The files of reports that the settings no longer name.
    init(digits: String, settings: Settings, former: [String]) {
        mask = NumberMask(digits: digits)
        self.settings = settings
        self.former = former
    }

    /// Returns the files that hold the number.
    func findings(_ say: (String) -> Void) -> [Finding] {
        var found: [Finding] = []
        for suffix in ["", "-wal"] {
            add(settings.journal + suffix, "run forget again, with serve stopped", to: &found)
        }
        for path in reports {
            add(path, "see what is said of it above, then run forget again", to: &found)
        }
        for path in former {
            add(path, "the settings no longer name it: remove it, or name it again", to: &found)
        }
        // Two reports of one folder may have one stem: each file is searched once.
        for kept in Set((reports + former).flatMap(beside)).sorted() {
            add(kept, "remove it when nobody needs it any more", to: &found)
        }
        return found
    }

    private var reports: [String] {
        var paths: [String] = []
        for path in settings.reports.flatMap({ $0.destinations.compactMap(\.path) })
        where !paths.contains(path) {
            paths.append(path)
        }
        return paths
    }

    // Old files that a rebuild kept, and what a writing left that was not ended.
    private func beside(_ report: String) -> [String] {
        let folder = Paths.folder(of: report)
        let name = Paths.name(of: report)
        let stem = name.dropFirst().lastIndex(of: ".").map { name[..<$0] } ?? name[...]
        let names = (try? Paths.names(in: folder)) ?? []
        return names.filter { $0.hasPrefix(stem + ".before-rebuild") || $0 == ".\(name).new" }
            .map { Paths.joined(folder, $0) }
    }

    private func add(_ path: String, _ remedy: String, to found: inout [Finding]) {
        do throws(SystemError) {
            guard let status = try Paths.status(path), status.isRegular else { return }
            var places = 0
            for _ in 0..<Self.tries {
                places = try count(in: try ReportBytes(path))
                if places == 0 { return }
            }
            found.append(Finding(path: path, places: places, remedy: remedy))
        } catch {
            found.append(
                Finding(path: path, places: 0, remedy: remedy, cause: error.description)
            )
        }
    }

    private func count(in content: ReportBytes) throws(SystemError) -> Int {
        var content = content
        var places: Set<Int64> = []
        var start: Int64 = 0
        var rest: [UInt8] = []
        while true {
            let part = try content.next(count: Self.part)
            if part.isEmpty { return places.count }
            let bytes = rest + part
            let position = start
            places.formUnion(mask.places(in: bytes).map { position + Int64($0.lowerBound) })
            rest = Array(bytes.suffix(Self.overlap))
            start += Int64(bytes.count - rest.count)
        }
    }
}
