extension Sheet {
    /// Inserts rows or columns; what hangs on others moves with them.
    mutating func insert(_ dimension: Dimension, at index: Int, count: Int, inheriting: Bool) {
        grid.insert(dimension, at: index, count: count)
        shiftProperties(dimension) { $0 >= index ? $0 + count : $0 }
        let source = inheriting ? index - 1 : index + count
        if let inherited = dimensionProperties(dimension)[source] {
            for added in index..<index + count { setProperties(dimension, added, inherited) }
        }
        changeRanges { range in
            range.insert(dimension, at: index, count: count)
            return true
        }
    }

    mutating func delete(_ dimension: Dimension, _ range: Range<Int>) {
        grid.delete(dimension, range)
        shiftProperties(dimension) { index in
            range.contains(index) ? nil : index < range.lowerBound ? index : index - range.count
        }
        changeRanges { $0.delete(dimension, range) }
    }

    mutating func move(_ dimension: Dimension, _ range: Range<Int>, to target: Int) {
        grid.move(dimension, range, to: target)
        shiftProperties(dimension) { Self.moved($0, range, to: target) }
    }

    /// Where an index is after a move.
    static func moved(_ index: Int, _ range: Range<Int>, to target: Int) -> Int {
        let start = target > range.lowerBound ? target - range.count : target
        if range.contains(index) { return start + index - range.lowerBound }
        let left = index >= range.upperBound ? index - range.count : index
        return left >= start ? left + range.count : left
    }

    private mutating func shiftProperties(_ dimension: Dimension, _ place: (Int) -> Int?) {
        var shifted: [Int: JSONValue] = [:]
        for (index, value) in dimensionProperties(dimension) {
            if let moved = place(index) { shifted[moved] = value }
        }
        if dimension == .rows { rowProperties = shifted } else { columnProperties = shifted }
    }

    private mutating func changeRanges(_ body: (inout GridRange) -> Bool) {
        func change(_ object: inout RangedObject) -> Bool {
            let hadSome = !object.ranges.isEmpty
            object.ranges = object.ranges.compactMap { range in
                var range = range
                return body(&range) ? range : nil
            }
            return !hadSome || !object.ranges.isEmpty
        }
        func changeAll(_ objects: inout [RangedObject]) {
            objects = objects.compactMap { object in
                var object = object
                return change(&object) ? object : nil
            }
        }
        changeAll(&conditionalFormats)
        changeAll(&protectedRanges)
        changeAll(&merges)
        changeAll(&tables)
        if var filter = basicFilter { basicFilter = change(&filter) ? filter : nil }
    }

    /// Gives everything that names this sheet another id; for a copy.
    mutating func renumber(_ id: Int32) {
        self.id = id
        changeRanges { range in
            range.sheetId = id
            return true
        }
    }
}
