/// Tells whether anything has changed of what the rows of a tab show, without reading the tab.
///
/// What rows are to show is looked at in the order of their numbers. Of a tab to which nothing is added
/// any more all that counts is what comes up to the largest number that has a row there.
struct ShownStates {
    /// A digest of all states up to a number.
    struct Bound: Equatable {
        /// The largest number that counts.
        var number: Int64
        /// FNV-1a of the states, in their order.
        fileprivate(set) var digest: UInt64 = 0xCBF2_9CE4_8422_2325

        init(number: Int64) { self.number = number }

        fileprivate mutating func add(_ state: String) {
            for byte in state.utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
    }

    /// The bounds that were asked for, in their order.
    private(set) var bounds: [Bound]
    /// The one at the last row that was found; nil where none was.
    private(set) var found: Bound?
    private var all = Bound(number: 0)

    /// `numbers`: Up to where digests are asked for.
    init(upTo numbers: [Int64] = []) { bounds = numbers.map { Bound(number: $0) } }

    /// Takes what comes next; numbers never go down.
    ///
    /// `isFound`: Whether it has a row on the tab.
    mutating func add(_ row: PlannedRow, isFound: Bool) {
        all.number = row.number
        all.add(row.state)
        if isFound { found = all }
        for index in bounds.indices where row.number <= bounds[index].number {
            bounds[index].add(row.state)
        }
    }
}
