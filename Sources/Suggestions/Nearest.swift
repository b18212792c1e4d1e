/// Returns the candidate that a mistyped text most likely stands for, or nil when none is near.
///
/// Near means at most two edits (a swap of neighbours is one) regardless of case, and something
/// left in common: two replaced letters of a two-letter word suggest nothing. Of equally near
/// candidates the first wins, so an ordered list gives the same answer each time.
///
/// Texts above 128 scalars are never near: nobody mistypes such a name, and the cost stays bounded.
package func nearest(to given: String, in candidates: some Sequence<String>) -> String? {
    let longest = 128
    let wanted = Array(given.lowercased().unicodeScalars.prefix(longest + 1))
    guard !wanted.isEmpty, wanted.count <= longest else { return nil }
    var best: (text: String, distance: Int)?
    for candidate in candidates {
        let scalars = Array(candidate.lowercased().unicodeScalars.prefix(longest + 1))
        guard scalars.count <= longest else { continue }
        let limit = min(best.map { $0.distance - 1 } ?? 2, max(wanted.count, scalars.count) - 1)
        guard limit >= 0, let distance = editDistance(wanted, scalars, atMost: limit) else {
            continue
        }
        best = (candidate, distance)
        if distance == 0 { break }
    }
    return best?.text
}

/// Returns the nearest candidate, or else the only one whose first words are near:
/// `mesagebird` → `messagebird-conversations`.
///
/// Words of a name are divided by `-`. Where several begin alike none is meant more than another.
package func nearest(to given: String, inOrBeginning candidates: [String]) -> String? {
    if let near = nearest(to: given, in: candidates) { return near }
    var beginnings: [String: [String]] = [:]
    for candidate in candidates {
        for end in candidate.indices where candidate[end] == "-" {
            beginnings[String(candidate[..<end]), default: []].append(candidate)
        }
    }
    let near = nearest(to: given, in: beginnings.keys.sorted())
    guard let near, let meant = beginnings[near], meant.count == 1 else { return nil }
    return meant.first
}
