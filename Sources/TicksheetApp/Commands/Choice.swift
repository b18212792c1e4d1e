import Suggestions
import TicksheetCore

/// Says that a name means nothing, and which ones do.
enum Choice {
    /// Returns the sentence: what was given, what there is, what was meant perhaps.
    static func sentence(
        _ what: String,
        _ given: String,
        _ known: [String],
        in file: String
    ) -> String {
        if known.isEmpty { return "\(file) has no \(what); add one." }
        if let near = nearest(to: given, in: known) {
            return "\(file) has no \(what) \(quoted(given)); did you mean \(quoted(near))?"
        }
        return "\(file) has no \(what) \(quoted(given)); expected \(list(known.map(quoted)))."
    }
}
