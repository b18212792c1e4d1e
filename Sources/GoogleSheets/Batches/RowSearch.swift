/// Finds the row that the service refuses by sending fewer and fewer: half of those that may be it.
struct RowSearch {
    /// How many rows, from the next on, hold one that is refused; nil where none is known to.
    private var suspects: Int?
    private var isBehindRefused = false

    /// How many rows to send next.
    var limit: Int {
        guard let suspects else { return .max }
        // Those that are refused often follow each other.
        return isBehindRefused ? 1 : max(1, suspects / 2)
    }

    /// Whether rows are left that hold one that is refused.
    var isOn: Bool { suspects != nil || isBehindRefused }

    /// Takes that so many rows, at least two, were refused.
    mutating func refused(_ rows: Int) { suspects = rows }

    /// Takes that so many rows were written.
    mutating func wrote(_ rows: Int) {
        isBehindRefused = false
        suspects = suspects.map { $0 - rows }
        if suspects.map({ $0 <= 0 }) == true { suspects = nil }
    }

    /// Takes that the next row is the one; it is out of the way now.
    mutating func found() {
        suspects = nil
        isBehindRefused = true
    }
}
