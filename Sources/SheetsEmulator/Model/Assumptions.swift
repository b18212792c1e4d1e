/// What nobody has seen Google do, one way or the other; the usual value is the likelier one.
///
/// A client that is right under all of them does not depend on any.
package struct Assumptions: Sendable, Equatable {
    /// Whether `deleteDeveloperMetadata` is refused where nothing matches.
    package var refusesEmptyDeletions = false
    /// Whether `appendCells` goes below cells that have a format, a note or a rule, and no value.
    package var appendsBelowFormats = false
    /// Whether a copied tab carries its metadata along, under new ids.
    package var copiesMetadataOfTabs = false
    /// Whether metadata may be made under an id that is in use, which it never was seen to be: for
    /// tests of what notices that.
    package var takesUsedIds = false

    /// Creates the usual ones.
    package init() {}

    init(words: [String]) {
        refusesEmptyDeletions = words.contains("refusesEmptyDeletions")
        appendsBelowFormats = words.contains("appendsBelowFormats")
        copiesMetadataOfTabs = words.contains("copiesMetadataOfTabs")
        takesUsedIds = words.contains("takesUsedIds")
    }

    var words: [String] {
        [
            (refusesEmptyDeletions, "refusesEmptyDeletions"),
            (appendsBelowFormats, "appendsBelowFormats"),
            (copiesMetadataOfTabs, "copiesMetadataOfTabs"), (takesUsedIds, "takesUsedIds"),
        ].compactMap { $0.0 ? $0.1 : nil }
    }
}
