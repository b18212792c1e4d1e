package import WallTime

extension MappingProblem {
    /// Returns the problem of an event that is older than the event ids which are still kept: it may
    /// be a copy of one that was removed.
    package static func tooOld(_ event: Event, kept since: Timestamp) -> MappingProblem {
        MappingProblem(
            code: "journal.too_old",
            path: "$",
            element: event.element,
            finding: "the event at \(event.fields.time.rfc3339UTC) is too old to tell whether it "
                + "is a copy; expected one since \(since.rfc3339UTC), from where on event ids are "
                + "kept",
            remedy: "Nothing to do where its report had it; where events come that late, set a "
                + "longer retention.entries"
        )
    }
}
