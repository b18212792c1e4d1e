package import TicksheetCore

extension MemoryJournal {
    package func forget(digits: String) throws(JournalError) {
        change { content in
            let id = identity(of: EventKey(forgotten: Array(digits.utf8)))
            if content.forgotten[id] == nil {
                content.forgotten[id] = (digits.utf8.count, Int64(content.forgotten.count + 1))
            }
            let forgotten = content.forgotten
            content.mask = NumberMask(
                lengths: Set(forgotten.values.map(\.digits)),
                count: Int64(forgotten.count)
            ) { forgotten[self.identity(of: EventKey(forgotten: $0))]?.ordinal }
        }
    }

    package func forgotten() throws(JournalError) -> NumberMask { content.mask }

    package func maskStored(after cursor: MaskCursor) throws(JournalError) -> MaskStep {
        change { content in
            var step = MaskStep(cursor)
            step.isLast = true
            content.maskAll(&step.masked, identity(of:))
            return step
        }
    }
}

extension MemoryJournal.Content {
    fileprivate mutating func maskAll(
        _ counts: inout MaskedCounts,
        _ identity: (EventKey) -> EventID
    ) {
        for index in entries.indices {
            let entry = entries[index]
            entries[index] = Entry(
                sequence: entry.sequence,
                origin: entry.origin,
                source: entry.source,
                provider: entry.provider,
                received: entry.received,
                kind: entry.kind,
                fields: mask.masked(entry.fields),
                corrects: entry.corrects
            )
            if entries[index] != entry { counts.entries += 1 }
        }
        for index in bodies.indices {
            let body = bodies[index]
            bodies[index] = KeptBody(
                number: body.number,
                received: body.received,
                source: body.source,
                request: mask.masked(body.request),
                bytes: mask.masked(body.bytes)
            )
            if bodies[index] != body { counts.bodies += 1 }
        }
        for index in problems.indices {
            let problem = problems[index]
            problems[index] = StoredProblem(
                number: problem.number,
                since: problem.since,
                source: problem.source,
                code: problem.code,
                path: mask.masked(problem.path),
                finding: mask.masked(problem.finding),
                remedy: mask.masked(problem.remedy),
                body: mask.masked(problem.body)
            )
            if problems[index].finding != problem.finding { counts.problems += 1 }
        }
        maskMessages(&counts, identity)
    }

    private mutating func maskMessages(
        _ counts: inout MaskedCounts,
        _ identity: (EventKey) -> EventID
    ) {
        for index in messages.indices {
            let message = messages[index].message
            let events = message.state.kept.map { event in
                MessageEvent(
                    sequence: event.sequence,
                    source: event.source,
                    provider: event.provider,
                    received: event.received,
                    fields: mask.masked(event.fields)
                )
            }
            let state = MessageState(events)
            guard state != message.state, let first = events.first else { continue }
            let entry = Entry(
                sequence: first.sequence,
                origin: .webhook,
                source: first.source,
                provider: state.provider,
                received: first.received,
                kind: .status,
                fields: first.fields
            )
            messages[index].id = identity(EventKey(messageOf: entry))
            messages[index].message = StoredMessage(
                number: message.number,
                recipient: message.recipient,
                state: state
            )
            counts.messages += 1
        }
        for index in recipients.indices { recipients[index] = mask.masked(recipients[index]) }
    }
}
