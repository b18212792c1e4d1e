package import HTTPTypes
import Synchronization

/// What tests and demonstrations do beside the API.
extension SheetsEmulator {
    // MARK: Spreadsheets

    /// Makes a spreadsheet with one tab, as a person would, and returns its id.
    ///
    /// `sharedWith`: Addresses and their roles, `writer` or `reader`; `anyone` may stand among them.
    package func makeSpreadsheet(
        _ title: String,
        tab: String = "Sheet1",
        rowCount: Int = 1000,
        columnCount: Int = 26,
        sharedWith roles: [String: String] = [:]
    ) -> String {
        let body: JSONValue = [
            "properties": ["title": .string(title)],
            "sheets": [
                [
                    "properties": [
                        "sheetId": 0, "title": .string(tab),
                        "gridProperties": [
                            "rowCount": .int(rowCount), "columnCount": .int(columnCount),
                        ],
                    ]
                ]
            ],
        ]
        let made = perform("POST", "/v4/spreadsheets", body)
        let id = JSONValue(made.body)?["spreadsheetId"]?.text ?? ""
        for (who, role) in roles { share(id, with: who, as: role) }
        return id
    }

    /// Makes a shared drive with a folder in it, as a person would, and returns the folder's id.
    ///
    /// `sharedWith`: The drive's members and their roles, such as `writer` for a contributor.
    ///
    /// `isShared`: false for a folder in the person's own drive.
    package func makeFolder(
        _ name: String,
        sharedWith roles: [String: String] = [:],
        isShared: Bool = true
    ) -> String {
        func id(_ reply: HTTPReply) -> String { JSONValue(reply.body)?["id"]?.text ?? "" }
        var body: JSONValue = ["name": .string(name), "mimeType": .string(DriveFolder.mimeType)]
        if isShared {
            let drive = perform("POST", "/drive/v3/drives?requestId=1", ["name": .string(name)])
            body.set("parents", [.string(id(drive))])
        }
        let made = id(perform("POST", "/drive/v3/files?supportsAllDrives=true", body))
        for (who, role) in roles { share(made, with: who, as: role) }
        return made
    }

    /// Lets someone in.
    package func share(_ id: String, with who: String, as role: String = "writer") {
        _ = perform(
            "POST",
            "/drive/v3/files/\(id)/permissions",
            .fields(
                ("type", who == "anyone" ? "anyone" : "user"),
                ("role", .string(role)),
                ("emailAddress", who == "anyone" ? nil : .string(who))
            )
        )
    }

    /// Carries a call out as the person whom everything is open to: no token, quota or fault.
    package func perform(
        _ method: String,
        _ target: String,
        _ body: JSONValue = .empty
    ) -> HTTPReply {
        let request = HTTPRequest(method: method, target: target, body: body.compact)
        guard let operation = Operation(method, path: request.path) else { return .wrongPath }
        do throws(APIError) {
            return try world.perform(operation, request, .anyone, isTrusted: true)
        } catch {
            return error.reply
        }
    }

    /// Returns what stands in a tab, row by row, without empty cells at the end of rows; nil where
    /// there is no such tab.
    package func values(_ id: String, tab: String) -> [[CellValue?]]? {
        let book = world.state.withLock { $0.books.byId[id] }
        guard let sheet = book?.sheets.first(where: { $0.title == tab }) else { return nil }
        return sheet.grid.rows.prefix(sheet.grid.valueEnd).map { row in
            var values = row.map(\.value)
            while values.last == .some(nil) { values.removeLast() }
            return values
        }
    }

    /// Returns a spreadsheet's developer metadata, by id, as the API prints it.
    package func metadata(_ id: String) -> [JSONValue] {
        let entries = world.state.withLock { $0.books.byId[id]?.metadata ?? [:] }
        return entries.values.sorted { $0.id < $1.id }.map(\.json)
    }

    /// The ids of all spreadsheets.
    package var spreadsheets: [String] {
        world.state.withLock { $0.books.byId.keys.sorted() }
    }

    /// The ids of all folders that lie in a shared drive.
    package var folders: [String] {
        let folders = world.state.withLock { $0.books.folders.values }
        return folders.filter { $0.drive != nil && $0.parent != nil }.map(\.id).sorted()
    }

    /// Carries out a call once more as it was then, at the same time and with the same new ids; false
    /// where the bytes are none.
    ///
    /// `payload`: What another stand-in's file holds of one call. With one after the other, each
    /// state that there ever was can be looked at.
    package func replay(_ payload: [UInt8]) -> Bool {
        guard let entry = CommitLog.entry(payload[...]) else { return false }
        world.replay(entry)
        return true
    }

    // MARK: Tokens

    /// Returns a token for an address.
    ///
    /// `scopes`: The last words of their addresses, such as `spreadsheets`.
    package func token(
        for email: String,
        project: String = "project",
        scopes: [String] = ["spreadsheets"],
        seconds: Int64 = 3600
    ) -> String {
        let now = world.clock.now()
        let identity = Identity(
            email: email,
            project: project,
            scopes: Set(scopes.map { "https://www.googleapis.com/auth/\($0)" })
        )
        return world.tokens.make(identity, issued: now, expires: now + seconds * 1000)
    }

    /// Makes the token endpoint know a service account.
    package func register(_ account: ServiceAccount) {
        world.state.withLock { state in
            state.accounts.removeAll { $0.email == account.email }
            state.accounts.append(account)
        }
    }

    /// Ends all tokens made so far.
    package func revokeTokens() {
        let now = world.clock.now()
        world.state.withLock { $0.revokedBefore = now + 1 }
    }

    // MARK: Faults

    /// Lets a fault befall the next calls of a method, or (with nil) the next writes.
    ///
    /// `method`: As Google's reference names it, such as `spreadsheets.batchUpdate`.
    package func script(_ fault: SheetsFault, on method: String? = nil, times: Int = 1) {
        world.state.withLock {
            $0.plan.script.append(.init(fault: fault, method: method, times: times))
        }
    }

    /// Whether a fault that was scripted has not come yet.
    package var hasScript: Bool { world.state.withLock { !$0.plan.script.isEmpty } }

    /// Sets how often each fault befalls a call; what was scripted stays.
    package func setFaults(_ rates: [(fault: SheetsFault, rate: Double)]) {
        world.state.withLock { $0.plan.rates = rates }
    }

    /// Refuses every batch that writes a cell with one of some texts in it, naming the request, as the
    /// service does with what it cannot take.
    package func refuse(_ texts: [String]) {
        world.state.withLock { $0.refusedTexts = texts }
    }

    /// Forgets all faults.
    package func clearFaults() {
        world.state.withLock { state in
            state.refusedTexts = []
            state.plan.rates = []
            state.plan.script = []
        }
    }

    /// Lets reads see what was there so many milliseconds of the clock ago.
    package func setStaleness(milliseconds: Int64) {
        world.state.withLock { $0.staleness = milliseconds }
    }

    /// Lets chance begin anew: which calls faults befall, and what people do.
    package func setSeed(_ seed: UInt64) {
        var first = SeededGenerator(seed: seed)
        world.state.withLock { state in
            state.plan.random = SeededGenerator(seed: first.next())
            state.peopleRandom = SeededGenerator(seed: first.next())
        }
    }

    /// The calls so far, in the order of their answers.
    package var requests: [RequestRecord] { world.state.withLock { $0.records } }

    // MARK: People

    /// What people did so far.
    package var events: [PeopleEvent] { world.state.withLock { $0.events } }

    /// Sets how often people do something after a write, and what; everything when empty.
    package func setPeople(rate: Double, _ actions: [PeopleAction] = []) {
        world.state.withLock { state in
            state.peopleRate = rate
            state.peopleActions = actions
        }
    }

    /// Lets people do something now; nil where the spreadsheet has nothing to do it to.
    ///
    /// `sheetId`: The tab; any one when nil.
    @discardableResult
    package func act(
        _ action: PeopleAction,
        in id: String,
        sheetId: Int32? = nil
    ) -> PeopleEvent? {
        let deed: PeopleDeed? = world.state.withLock { state in
            guard let book = state.books.byId[id] else { return nil }
            return PeopleDeed(action, in: book, sheetId: sheetId, &state.peopleRandom)
        }
        guard let deed, perform(deed.method, deed.target, deed.body).status == 200 else {
            return nil
        }
        let event = PeopleEvent(
            time: world.clock.now(),
            action: action,
            spreadsheet: id,
            sheetId: deed.sheetId,
            what: deed.what,
            before: deed.before
        )
        world.state.withLock { $0.events.append(event) }
        return event
    }

    /// Names a spreadsheet's version, so that it can be gone back to; returns its number.
    package func keepVersion(of id: String) -> Int? {
        JSONValue(perform("POST", "/emulator/versions/\(id)").body)?["version"]?.int
    }

    /// Goes back to a version, as people do at the screen; false where there is no such version.
    ///
    /// `keepingMetadata`: Whether developer metadata stays as it is now, instead of going back too:
    /// what Google does is not known.
    package func restoreVersion(_ number: Int, of id: String, keepingMetadata: Bool) -> Bool {
        let query = keepingMetadata ? "?metadata=stays" : ""
        guard perform("POST", "/emulator/versions/\(id)/\(number)\(query)").status == 200 else {
            return false
        }
        let event = PeopleEvent(
            time: world.clock.now(),
            action: .restoreVersion,
            spreadsheet: id,
            sheetId: nil,
            what: "went back to version \(number)"
                + (keepingMetadata ? ", metadata stayed" : ", metadata too"),
            before: []
        )
        world.state.withLock { $0.events.append(event) }
        return true
    }

    /// After a write, by chance.
    func letPeopleIn(_ operation: Operation) {
        guard let id = operation.spreadsheet else { return }
        let action: PeopleAction? = world.state.withLock { state in
            guard state.peopleRate > 0,
                Double.random(in: 0..<1, using: &state.peopleRandom) < state.peopleRate
            else { return nil }
            let actions = state.peopleActions.isEmpty ? PeopleAction.byChance : state.peopleActions
            return actions.randomElement(using: &state.peopleRandom)
        }
        if let action { act(action, in: id) }
    }
}

extension Operation {
    /// The spreadsheet that a write changes.
    var spreadsheet: String? {
        switch self {
        case .batchUpdate(let id), .valuesUpdate(let id, _), .valuesAppend(let id, _),
            .valuesClear(let id, _), .valuesBatchUpdate(let id), .valuesBatchClear(let id):
            id
        default: nil
        }
    }
}
