/// An array slice selector, `start:end:step`.
struct PathSlice: Sendable {
    let start: Int?
    let end: Int?
    let step: Int

    /// Returns the indexes the slice selects of an array, in its order.
    ///
    /// Source: <https://www.rfc-editor.org/rfc/rfc9535#section-2.3.4.2.2>
    func indexes(count: Int) -> StrideTo<Int> {
        guard step != 0 else { return stride(from: 0, to: 0, by: 1) }
        func normal(_ index: Int) -> Int { index >= 0 ? index : count + index }
        if step > 0 {
            let lower = min(max(normal(start ?? 0), 0), count)
            let upper = min(max(normal(end ?? count), 0), count)
            return stride(from: lower, to: upper, by: step)
        }
        let upper = min(max(normal(start ?? count - 1), -1), count - 1)
        let lower = end.map { min(max(normal($0), -1), count - 1) } ?? -1
        return stride(from: upper, to: lower, by: step)
    }
}
