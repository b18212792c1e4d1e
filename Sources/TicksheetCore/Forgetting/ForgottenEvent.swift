extension MappingProblem {
    /// Returns the problem of an event that cannot be told from its copies, because its number was
    /// forgotten before it was mapped.
    ///
    /// `element`: Where the element begins in the raw body.
    package static func forgotten(element: Int) -> MappingProblem {
        MappingProblem(
            code: "journal.forgotten",
            path: "$",
            element: element,
            finding:
                "the number of this event was forgotten before it could be mapped, and with it "
                + "what tells a copy of it that comes later; expected a body that still holds it",
            remedy: "Put the problem away with \"ticksheet problems discard\"; what the provider "
                + "sends again becomes a row, with the number masked"
        )
    }
}
