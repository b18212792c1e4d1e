import TicksheetCore
import WallTime

extension SheetsSink {
    // In one call; the rest goes the next time.
    private static let most = 2000

    /// Removes markers that no copy of a batch can meet any more.
    ///
    /// `second`: The time by the service's clock, by which the markers were noted.
    func collect(
        _ state: inout SheetState,
        _ settled: Settled,
        _ ledger: ReaderLedger,
        at second: Int64,
        isUrgent: Bool = false
    ) async throws(SinkError) {
        guard
            let bound = MarkerKeeping.removable(
                state,
                at: second,
                isUrgent: isUrgent
            )
        else { return }
        let ids = settled.layout.markers(on: settled.tab.number).keys.filter { id in
            Marker.batch(of: id, base: state.base, near: state.next).map { $0 < bound } ?? false
        }
        let requests = ids.sorted().prefix(Self.most).map { id -> RequestValue in
            [
                "deleteDeveloperMetadata": [
                    "dataFilter": ["developerMetadataLookup": ["metadataId": .integer(id)]]
                ]
            ]
        }
        if !requests.isEmpty {
            let written = try await onService { () throws(ServiceTrouble) in
                try await calls.update(RequestValue.array(requests).bytes)
            }
            // They stay until the next time; a late removal removes only what may go.
            guard case .done = written.answer else { return }
        }
        if ids.count <= Self.most { state.collected = bound }
        try ledger.keep(state.encoded)
    }
}
