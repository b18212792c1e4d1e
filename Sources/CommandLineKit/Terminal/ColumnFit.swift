/// Finds widths for columns that want more than there is: the widest give way first.
struct ColumnFit {
    /// What each column would take.
    let wanted: [Int]
    /// Which columns give way.
    let shrinks: [Bool]
    /// Below this no column is cut.
    let least: Int

    /// Returns widths that fit `room`, or the least possible where nothing does.
    func widths(within room: Int) -> [Int] {
        var widths = wanted
        var over = widths.reduce(0, +) - room
        while over > 0 {
            let able = widths.indices.filter { shrinks[$0] && widths[$0] > least }
            guard let widest = able.map({ widths[$0] }).max() else { break }
            let top = able.filter { widths[$0] == widest }
            // Lower all the widest together to the next level, or by as much as is needed.
            let next = max(able.map { widths[$0] }.filter { $0 < widest }.max() ?? least, least)
            let step = widest - next
            if over >= step * top.count {
                for index in top { widths[index] = next }
                over -= step * top.count
            } else {
                for (place, index) in top.enumerated() {
                    widths[index] -= over / top.count + (place < over % top.count ? 1 : 0)
                }
                over = 0
            }
        }
        return widths
    }
}
