import Testing

/// What may not stand in the sources.
@Suite struct CodeRuleTests {
    private static func words(_ line: String) -> Set<Substring> {
        Set(line.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "!" && $0 != "@" })
    }

    @Test func `unsafe code stands in bridges only`() {
        let marks: Set<Substring> = [
            "unsafe", "Unmanaged", "OpaquePointer", "@unchecked", "nonisolated(unsafe)",
        ]
        for file in SourceTree.sources where !file.path.hasPrefix("Sources/Bridges/") {
            for line in file.code {
                let found = Self.words(line.text).intersection(marks)
                #expect(found.isEmpty, "\(file.path):\(line.number) has \(found)")
            }
        }
    }

    @Test func `every file of a bridge that is unsafe says why it is safe`() {
        for file in SourceTree.sources where file.path.hasPrefix("Sources/Bridges/") {
            let isUnsafe = file.code.contains { Self.words($0.text).contains("unsafe") }
            if isUnsafe { #expect(file.text.contains("// SAFETY:"), "\(file.path)") }
        }
    }

    @Test func `nothing traps without a reason`() {
        for file in SourceTree.sources {
            for line in file.code {
                let found = Self.words(line.text).intersection(["try!", "fatalError", "as!"])
                #expect(found.isEmpty, "\(file.path):\(line.number) has \(found)")
            }
        }
    }

    @Test func `nothing is public`() {
        for file in SourceTree.sources {
            for line in file.code {
                let start = line.text.drop { $0 == " " }
                #expect(
                    !start.hasPrefix("public ") || start.contains("\""),
                    "\(file.path):\(line.number): use package"
                )
            }
        }
    }

    @Test func `what other modules see is documented`() {
        let starts = [
            "package func", "package struct", "package enum", "package final class",
            "package protocol", "package init", "package static", "package let", "package var",
            "package mutating func", "package typealias",
        ]
        for file in SourceTree.sources {
            let lines = file.text.split(separator: "\n", omittingEmptySubsequences: false)
                .map { $0.drop { $0 == " " } }
            for (index, line) in lines.enumerated()
            where starts.contains(where: { line.hasPrefix($0) }) {
                var above = index - 1
                while above >= 0, lines[above].hasPrefix("@") { above -= 1 }
                let isDocumented = above >= 0 && lines[above].hasPrefix("///")
                #expect(
                    isDocumented || file.fulfils(line),
                    "\(file.path):\(index + 1): \(line.prefix(60)) has no documentation"
                )
            }
        }
    }

    @Test func `no work is left marked as unfinished`() {
        let marks = ["TO" + "DO", "FIX" + "ME", "not yet " + "implemented"]
        for file in SourceTree.sources {
            for mark in marks {
                #expect(!file.text.contains(mark), "\(file.path) has \(mark)")
            }
        }
    }

    @Test func `clocks and the environment are read in one place each`() {
        for file in SourceTree.sources {
            let isBridge = file.path.hasPrefix("Sources/Bridges/PosixBridge/")
            for line in file.code where !isBridge {
                let words = Self.words(line.text)
                #expect(
                    words.isDisjoint(with: ["Date", "getenv", "clock_gettime"]),
                    "\(file.path):\(line.number)"
                )
            }
        }
    }

    @Test func `files keep to one idea`() {
        for file in SourceTree.sources {
            let count = file.text.split(separator: "\n", omittingEmptySubsequences: false).count
            #expect(count <= 450, "\(file.path) has \(count) lines: look for the second idea")
        }
    }
}

extension SourceTree.File {
    /// Whether a declaration only fulfils a protocol that documents it.
    fileprivate func fulfils(_ line: Substring) -> Bool {
        let known = [
            "package var code", "package var summary", "package var cause", "package var remedy",
            "package var disposition", "package func open(_ ledger",
        ]
        return known.contains { line.hasPrefix($0) }
            || path.contains("SQLiteJournal") && line.hasPrefix("package func")
            || path.contains("CSVSink") && line.hasPrefix("package func write")
    }
}
