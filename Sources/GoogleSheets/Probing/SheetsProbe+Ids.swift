import HTTPTypes
import JSONTree
import TicksheetCore

extension SheetsProbe {
    private static let stale = 10

    // The numbers of marks, by what they are for; pairs take those from `pairs` on.
    private enum MarkNumber {
        static let first: Int64 = 0
        static let broken: Int64 = 1
        static let turned: Int64 = 2
        static let absent: Int64 = 3
        static let large: Int64 = 4
        static let cutOff: Int64 = 5
        static let pairs: Int64 = 10
    }

    // MARK: P1 and P12

    /// What P1 and P12 did.
    struct Ids {
        let first: ProbeAnswer
        let second: ProbeAnswer
        let broken: ProbeAnswer
        /// How often a mark was asked for until it was there; nil where it never was.
        let asked: Int?
        /// How long the faster of the writes took.
        let fastest: Duration

        func findings(_ rows: ProbeRows) -> [ProbeFinding] {
            let once = rows.count("P1 first") == 1 && rows.count("P1 again") == 0
            let isWhole = rows.count("P1 broken") == 0 && broken.refusedRequest == 2
            return [
                ProbeFinding(
                    "P1",
                    relies:
                        "a batch whose id is in use is refused whole, and names requests[0]; one "
                        + "with a wrong request leaves nothing",
                    seen: "first \(first.words), again \(second.words), rows "
                        + "\(rows.count("P1 first")) and \(rows.count("P1 again")); with a wrong "
                        + "request \(broken.words), rows \(rows.count("P1 broken"))",
                    if: first.isDone && second.refusedRequest == 0 && once && isWhole,
                    otherwise:
                        "rows may be written twice after a lost answer: do not write reports "
                        + "to this spreadsheet, and report what was seen"
                ),
                ProbeFinding(
                    "P12",
                    relies: "what was written is read at once",
                    seen: asked.map { $0 == 1 ? "read at once" : "read at the \($0)th time" }
                        ?? "not read within \(SheetsProbe.stale) s",
                    if: asked == 1,
                    otherwise: "a report with a row per message may write over cells that people "
                        + "edit, or hold a row twice, for as long; rows per status are safe"
                ),
            ]
        }
    }

    func tryIds(on ground: ProbeGround) async throws(ServiceTrouble) -> Ids {
        let clock = calls.clock
        let start = clock.monotonic
        let first = try await write([
            ground.mark(MarkNumber.first), ground.append("P1 first"),
        ])
        let took = clock.monotonic - start
        var asked: Int?
        for time in 1...Self.stale {
            let id = ground.firstId + MarkNumber.first
            if try await read("/developerMetadata/\(id)", mayLack: true) != nil {
                asked = time
                break
            }
            await clock.pause(.seconds(1))
        }
        let again = clock.monotonic
        let second = try await write([
            ground.mark(MarkNumber.first), ground.append("P1 again"),
        ])
        let fastest = min(took, clock.monotonic - again)
        let broken = try await write([
            ground.mark(MarkNumber.broken), ground.append("P1 broken"),
            ["deleteSheet": ["sheetId": .integer(ground.sheet + 2)]],
        ])
        return Ids(first: first, second: second, broken: broken, asked: asked, fastest: fastest)
    }

    // MARK: P2, P3, P4 and P15

    func tryMetadata(on ground: ProbeGround) async throws(ServiceTrouble) -> [ProbeFinding] {
        let deleted = try await write([ground.deletion(MarkNumber.absent)])
        let updated = try await write([
            [
                "updateDeveloperMetadata": [
                    "dataFilters": .array([ground.lookup(MarkNumber.absent)]),
                    "developerMetadata": ["metadataValue": "2"], "fields": "metadataValue",
                ]
            ]
        ])
        let turned = try await write([
            ground.mark(MarkNumber.turned), ground.deletion(MarkNumber.turned),
            ground.mark(MarkNumber.turned),
        ])
        let large = try await write([
            ground.mark(MarkNumber.large, value: String(repeating: "x", count: 30_000))
        ])
        var isOfStorage = false
        if case .refused(let refusal) = large { isOfStorage = refusal.isOfStorage }
        return [
            ProbeFinding(
                "P2",
                relies: "deleting marks that are not there is no error",
                seen: deleted.words,
                if: deleted.isDone,
                otherwise: "ticksheet adopt is refused on a tab that bears no mark; nothing else "
                    + "changes"
            ),
            ProbeFinding(
                "P3",
                relies: "nothing: a mark is made or not, and never changed",
                seen: "changing a mark that is not there: \(updated.words)",
                .asExpected
            ),
            ProbeFinding(
                "P4",
                relies: "an id is free again once its mark is deleted",
                seen: "made, deleted and made again in one batch: \(turned.words)",
                if: turned.isDone,
                otherwise: "a report stops after 16,384 batches, when its ids come round again; "
                    + "ticksheet adopt gives it new ones"
            ),
            ProbeFinding(
                "P15",
                relies: "the refusal of a tab that is full of marks says \"storage limit\"",
                seen: large.words,
                if: isOfStorage,
                otherwise: "a tab that is full of marks is told as an outage; it goes on by itself "
                    + "as marks become old"
            ),
        ]
    }

    // MARK: P11

    /// What P11 did.
    struct CutOff {
        let limit: Duration
        let first: SheetsAnswer
        let second: ProbeAnswer

        func finding(_ rows: ProbeRows) -> ProbeFinding {
            let count = rows.count("P11")
            let milliseconds = limit / .milliseconds(1)
            let cut =
                switch first {
                case .unknown, .unreachable: "cut off after \(Int(milliseconds.rounded())) ms"
                case .done: "answered before it could be cut off"
                default: "not taken"
                }
            return ProbeFinding(
                "P11",
                relies:
                    "a batch whose connection ends is there once, however soon it is sent again",
                seen:
                    "\(cut); at once again: \(second.words); \(count) row\(count == 1 ? "" : "s")",
                if: count == 1 && (second.isDone || second.refusedRequest == 0),
                otherwise: "rows may be written twice after a lost answer: do not write reports to "
                    + "this spreadsheet, and report what was seen"
            )
        }
    }

    func cutOff(
        on ground: ProbeGround,
        within time: Duration
    ) async throws(ServiceTrouble) -> CutOff {
        let requests = [ground.mark(MarkNumber.cutOff), ground.append("P11")]
        // Sent, and most likely being worked on.
        let limit = max(.milliseconds(1), calls.clock.wait(for: time) / 2)
        let first = try await send(
            requests,
            with: try await calls.turnToWrite(),
            within: limit
        )
        return CutOff(limit: limit, first: first, second: try await write(requests))
    }

    // MARK: P10

    /// What P10 did.
    struct Pairs {
        let count: Int
        /// Pairs of which exactly one was done and the other one refused because of its id.
        let right: Int
        let sample: String

        func finding(_ rows: ProbeRows) -> ProbeFinding {
            let once = (0..<count).count { rows.count("P10 \($0)") == 1 }
            return ProbeFinding(
                "P10",
                relies: "of the same batch sent twice at the same moment one is done",
                seen:
                    "\(count) pairs: in \(right) one was done and one refused (\(sample)); \(once) "
                    + "rows are there once",
                if: right == count && once == count,
                otherwise: "two processes may write the same rows: do not write reports to this "
                    + "spreadsheet, and report what was seen"
            )
        }
    }

    func sendPairs(on ground: ProbeGround) async throws(ServiceTrouble) -> Pairs {
        var right = 0
        var sample = "–"
        for pair in 0..<pairs {
            let requests = [
                ground.mark(MarkNumber.pairs + Int64(pair)), ground.append("P10 \(pair)"),
            ]
            let answers = try await both(requests)
            let refused = answers.filter { $0.refusedRequest == 0 }
            if answers.count(where: \.isDone) == 1, refused.count == 1 { right += 1 }
            if let words = refused.first?.words { sample = words }
        }
        return Pairs(count: pairs, right: right, sample: sample)
    }

    /// Sends two of the same batch at once.
    private func both(_ requests: [RequestValue]) async throws(ServiceTrouble) -> [ProbeAnswer] {
        let tokens = [try await calls.turnToWrite(), try await calls.turnToWrite()]
        let answers = await withTaskGroup(of: Sent.self) { group in
            for token in tokens {
                group.addTask {
                    do throws(ServiceTrouble) {
                        return .success(try await send(requests, with: token))
                    } catch {
                        return .failure(error)
                    }
                }
            }
            return await group.reduce(into: [Sent]()) { $0.append($1) }
        }
        var decided: [ProbeAnswer] = []
        for answer in answers {
            switch answer {
            case .success(.done(let reply)): decided.append(.done(reply))
            case .success(.refused(let refusal)): decided.append(.refused(refusal))
            // What was not taken, or not answered, is sent again, as a report does.
            case .success: decided.append(try await write(requests))
            case .failure(let trouble): throw trouble
            }
        }
        return decided
    }

    private typealias Sent = Swift.Result<SheetsAnswer, ServiceTrouble>

    // MARK: P13

    func sendPacked() async throws(ServiceTrouble) -> ProbeFinding {
        let query: RequestValue = [
            "dataFilters": [
                ["developerMetadataLookup": ["metadataKey": .string(ProbeGround.markKey)]]
            ]
        ]
        try await calls.turn(of: calls.reads)
        let (answer, _) = await calls.send(
            "POST",
            "/developerMetadata:search",
            StoredGzip.packed(query.bytes),
            try await calls.access.token(),
            encoding: "gzip"
        )
        let seen =
            switch answer {
            case .done: "taken: 200"
            case .refused(let refusal), .denied(let refusal):
                "not taken: \(refusal.status) \"\(refusal.message.prefix(120))\""
            case .unknown(let cause), .unreachable(let cause): "not taken: \(cause)"
            case .limited: "429: too many calls in this minute"
            case .unauthorized: "401"
            }
        return ProbeFinding(
            "P13",
            relies: "nothing: bodies are sent as they are, not packed with gzip",
            seen: seen,
            .asExpected
        )
    }
}
