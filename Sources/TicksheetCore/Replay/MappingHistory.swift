/// A mapping as it was written, with the digest that histories name it by.
package struct MappingText: Sendable, Equatable {
    /// The digest of the mapping's definition.
    package let digest: [UInt8]
    /// The file's bytes.
    package let bytes: [UInt8]

    /// Creates a text.
    package init(digest: [UInt8], bytes: [UInt8]) {
        self.digest = digest
        self.bytes = bytes
    }
}

/// By which mapping the bodies of one source were mapped last.
///
/// Stretches of bodies by their numbers, which only grow: a clock that is set back, or two mappings
/// within one second, confuse nothing. What came before the first stretch is not known.
package struct MappingHistory: Sendable, Equatable {
    /// Bodies from a number on, up to the next stretch.
    package struct Stretch: Sendable, Equatable {
        /// The number of the first body.
        package let first: Int64
        /// The digest of the mapping's definition.
        package let digest: [UInt8]

        /// Creates a stretch.
        package init(first: Int64, digest: [UInt8]) {
            self.first = first
            self.digest = digest
        }
    }

    /// The stretches, in order; two beside each other differ.
    package private(set) var stretches: [Stretch]

    /// Creates a history of stretches in order.
    package init(_ stretches: [Stretch] = []) {
        self.stretches = stretches
    }

    /// Notes that bodies behind a number are mapped by a mapping.
    package mutating func note(_ digest: [UInt8], after body: Int64) {
        let first = body + 1
        append(digest, from: first, to: stretches.filter { $0.first < first }, before: [])
    }

    /// Notes that bodies of a range were mapped by a mapping.
    package mutating func set(_ digest: [UInt8], for bodies: ClosedRange<Int64>) {
        let next = bodies.upperBound + 1
        // Behind the range stays what was there.
        let cut = stretches.last { $0.first <= next }
        let rest = cut.map { [Stretch(first: next, digest: $0.digest)] } ?? []
        append(
            digest,
            from: bodies.lowerBound,
            to: stretches.filter { $0.first < bodies.lowerBound },
            before: rest + stretches.filter { $0.first > next }
        )
    }

    private mutating func append(
        _ digest: [UInt8],
        from first: Int64,
        to before: [Stretch],
        before after: [Stretch]
    ) {
        let all = before + [Stretch(first: first, digest: digest)] + after
        stretches = all.reduce(into: []) { kept, stretch in
            if kept.last?.digest != stretch.digest { kept.append(stretch) }
        }
    }

    /// Returns the digests of other mappings than this that mapped bodies from a number on, the newest first.
    package func formers(of digest: [UInt8], since body: Int64) -> [[UInt8]] {
        var formers: [[UInt8]] = []
        for index in stretches.indices.reversed() {
            let isLast = index == stretches.count - 1
            guard isLast || stretches[index + 1].first > body else { break }
            let former = stretches[index].digest
            if former != digest, !formers.contains(former) { formers.append(former) }
        }
        return formers
    }

    /// Returns the ranges of bodies that another mapping than this mapped, in order.
    package func others(than digest: [UInt8]) -> [ClosedRange<Int64>] {
        stretches.indices.compactMap { index in
            let stretch = stretches[index]
            let isLast = index == stretches.count - 1
            guard stretch.digest != digest else { return nil }
            return stretch.first...(isLast ? .max : stretches[index + 1].first - 1)
        }
    }
}
