/// Finds the longest of many digit strings with which a number begins, one step a digit.
///
/// All nodes lie in one array, so a step is one load and a node 44 bytes.
struct PrefixTree: Sendable {
    /// The node every number starts from.
    static let root = 0
    private static let width = 11
    private static let valueCell = 10

    // Ten cells lead on to the next node, 0 where nothing follows (the root follows nothing); the
    // eleventh is the value plus one. Nodes are named by their first cell, which saves a
    // multiplication a step.
    private var cells = [Int32](repeating: 0, count: width)

    /// Whether no prefix was inserted.
    var isEmpty: Bool { cells.count == Self.width }

    /// Gives `value` to all that begins with `digits` (each 0 to 9) unless a longer prefix fits.
    ///
    /// Returns false when the same prefix had a value before, which is replaced.
    @discardableResult
    mutating func insert(_ digits: [UInt8], value: Int) -> Bool {
        let cell = reach(digits) + Self.valueCell
        let isNew = cells[cell] == 0
        cells[cell] = Int32(value) + 1
        return isNew
    }

    /// Makes what follows `alias` be read as if it followed `original`.
    mutating func join(_ alias: [UInt8], to original: [UInt8]) {
        guard let last = alias.last else { return }
        let target = reach(original)
        let parent = reach(Array(alias.dropLast()))
        cells[parent + Int(last)] = Int32(target)
    }

    /// Returns the node one digit further, or nil when no longer prefix begins so.
    @inline(__always)
    func step(from node: Int, by digit: UInt8) -> Int? {
        let next = cells[node + Int(digit)]
        return next == 0 ? nil : Int(next)
    }

    /// Returns the value of the prefix that ends at `node`, if one does.
    @inline(__always)
    func value(at node: Int) -> Int? {
        let value = cells[node + Self.valueCell]
        return value == 0 ? nil : Int(value) - 1
    }

    private mutating func reach(_ digits: [UInt8]) -> Int {
        var node = Self.root
        for digit in digits {
            let next = Int(cells[node + Int(digit)])
            if next != 0 {
                node = next
            } else {
                let fresh = cells.count
                cells.append(contentsOf: repeatElement(0, count: Self.width))
                cells[node + Int(digit)] = Int32(fresh)
                node = fresh
            }
        }
        return node
    }
}
