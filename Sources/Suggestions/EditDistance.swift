/// Returns how many single edits turn one text into the other, or nil when more than `limit`.
///
/// An edit inserts, removes or replaces one scalar or swaps two neighbours; no part is edited
/// twice. Case counts: lower both before if it should not.
///
/// Cost: the product of both lengths, and nothing when the lengths alone differ by more than `limit`.
package func editDistance(
    _ first: [Unicode.Scalar],
    _ second: [Unicode.Scalar],
    atMost limit: Int
) -> Int? {
    guard abs(first.count - second.count) <= limit else { return nil }
    var beforeLast = [Int](repeating: 0, count: second.count + 1)
    var last = Array(0...second.count)
    var row = beforeLast
    for left in first.indices {
        row[0] = left + 1
        var lowest = row[0]
        for right in second.indices {
            let replaced = last[right] + (first[left] == second[right] ? 0 : 1)
            var best = min(replaced, last[right + 1] + 1, row[right] + 1)
            if left > 0, right > 0, first[left] == second[right - 1],
                first[left - 1] == second[right]
            {
                best = min(best, beforeLast[right - 1] + 1)
            }
            row[right + 1] = best
            lowest = min(lowest, best)
        }
        // A swap may still reach back one row, so one row above the limit does not end the search.
        guard lowest <= limit + 1 else { return nil }
        (beforeLast, last, row) = (last, row, beforeLast)
    }
    let distance = last[second.count]
    return distance <= limit ? distance : nil
}
