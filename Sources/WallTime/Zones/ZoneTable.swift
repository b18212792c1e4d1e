// What a zone file says: the changes in order, what holds before them, the rule for later years.
struct ZoneTable: Hashable, Sendable {
    // Unix seconds, strictly ascending.
    let instants: [Int64]
    // For each instant the index into `types` from then on.
    let kinds: [UInt8]
    // At least one; the first holds before the first change.
    let types: [ZoneOffset]
    // The second after the file's last change: RFC 9636 leaves the change itself to the table and
    // what comes after it to the rule. Nil if the rule holds always.
    let ruleStart: Int64?
    var rule: ZoneRule?

    // Changes that change nothing are left out: many files mark 2038 with one, and what asks once
    // for each window should not ask for it again.
    init(instants: [Int64], kinds: [UInt8], types: [ZoneOffset]) {
        var kept: (instants: [Int64], kinds: [UInt8]) = ([], [])
        for (instant, kind) in zip(instants, kinds)
        where types[Int(kind)] != types[Int(kept.kinds.last ?? 0)] {
            kept.instants.append(instant)
            kept.kinds.append(kind)
        }
        self.instants = kept.instants
        self.kinds = kept.kinds
        self.types = types
        ruleStart = instants.last?.saturatingSum(1)
    }

    // Index of the last change at or before an instant, -1 before the first.
    func lastChange(at seconds: Int64) -> Int {
        var low = 0
        var high = instants.count
        while low < high {
            let middle = (low + high) / 2
            if instants[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        return low - 1
    }
}
