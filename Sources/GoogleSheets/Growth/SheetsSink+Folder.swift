import CryptoBridge
import JSONTree
import TicksheetCore
import WallTime

/// How the next spreadsheet of a report comes to be in a folder.
///
/// Drive knows no request that can be done once. So the journal holds that one is asked for, before it
/// is; it bears a mark by which it is looked for before another is asked for; and where the answer was
/// lost nothing is asked for until it would have come. Should there be two nevertheless, one stays
/// empty: rows go to the one that the journal names.
extension SheetsSink {
    // Google works on a request for three minutes at most, and lists what was made soon after.
    private static let patience: Int64 = 300

    /// Makes the next spreadsheet, or finds it where it was made already.
    func made(
        in folder: String,
        _ title: String,
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) async throws(SinkError) -> String {
        if state.volumes.key.isEmpty {
            state.volumes.key = Base64.urlEncoded(RandomBytes.make(9))
            try ledger.keep(state.encoded)
        }
        let number = state.volumes.made.count + 1
        let mark = "\(state.volumes.key).\(number)"
        let known = try await onService { () throws(ServiceTrouble) in
            let found = try await calls.folder(folder)
            guard found.mayAdd else {
                throw .folderForbidden(folder, account: calls.access.account, cause: nil)
            }
            return try await calls.spreadsheet(marked: mark, in: folder, of: found.drive)
        }
        if let known { return try took(known, &state, ledger) }
        let now = calls.clock.now.seconds
        if let asked = state.volumes.asked, now < asked + Self.patience {
            // Where the clock was set back since, it is waited for from now on.
            if asked > now {
                state.volumes.asked = now
                try ledger.keep(state.encoded)
            }
            throw .service(.perhapsMade(folder))
        }
        state.volumes.asked = now
        try ledger.keep(state.encoded)
        let answer = try await onService { () throws(ServiceTrouble) in
            try await calls.makeSpreadsheet(
                number == 1 ? title : "\(title) \(number)",
                marked: mark,
                in: folder
            )
        }
        if case .done(let document) = answer,
            let id = document.member(document.root, "id").map(document.text)
        {
            return try took(id, &state, ledger)
        }
        switch answer {
        case .done, .unknown: throw .service(.perhapsMade(folder))
        case .refused(let refusal), .denied(let refusal):
            try gaveUp(&state, ledger)
            throw .service(.folder(folder, refusal, account: calls.access.account))
        case .unauthorized, .limited, .unreachable:
            try gaveUp(&state, ledger)
            throw .service(answer.trouble(at: place))
        }
    }

    private func took(
        _ id: String,
        _ state: inout SheetState,
        _ ledger: ReaderLedger
    ) throws(SinkError) -> String {
        state.volumes.made.append(id)
        try gaveUp(&state, ledger)
        return id
    }

    private func gaveUp(_ state: inout SheetState, _ ledger: ReaderLedger) throws(SinkError) {
        state.volumes.asked = nil
        try ledger.keep(state.encoded)
    }
}
