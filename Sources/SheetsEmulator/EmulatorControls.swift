import HTTPTypes

/// The paths below `/emulator/`, by which a program in another process does what the hooks do.
struct EmulatorControls {
    let emulator: SheetsEmulator

    func answer(_ request: HTTPRequest) -> HTTPReply {
        if request.method == "POST", request.path == "/emulator/replay" {
            return emulator.replay(request.body)
                ? HTTPReply(json: .empty) : Self.problem("the body is no call of a file")
        }
        let body = request.body.isEmpty ? .empty : JSONValue(request.body)
        guard let body else { return Self.problem("the body is no JSON") }
        switch (request.method, String(request.path)) {
        case ("GET", "/emulator/log"):
            return HTTPReply(json: [
                "requests": .array(emulator.requests.map(\.json)),
                "people": .array(emulator.events.map(\.json)),
            ])
        case ("POST", "/emulator/spreadsheets"):
            var roles: [String: String] = [:]
            for who in body["share"]?.elements ?? [] { roles[who.text ?? ""] = "writer" }
            let id = emulator.makeSpreadsheet(
                body["title"]?.text ?? "Untitled spreadsheet",
                tab: body["tab"]?.text ?? "Sheet1",
                rowCount: body["rows"]?.int ?? 1000,
                columnCount: body["columns"]?.int ?? 26,
                sharedWith: roles
            )
            return id.isEmpty
                ? Self.problem("no such spreadsheet can be made")
                : HTTPReply(json: ["spreadsheetId": .string(id)])
        case ("POST", "/emulator/folders"):
            var roles: [String: String] = [:]
            for who in body["share"]?.elements ?? [] { roles[who.text ?? ""] = "writer" }
            let id = emulator.makeFolder(body["title"]?.text ?? "Reports", sharedWith: roles)
            return HTTPReply(json: ["folderId": .string(id)])
        case ("POST", "/emulator/accounts"):
            guard let account = ServiceAccount(keyFile: request.body) else {
                return Self.problem("the body is no service account's key file")
            }
            emulator.register(account)
            return HTTPReply(json: .empty)
        case ("POST", "/emulator/tokens"):
            let scopes = body["scopes"]?.elements.compactMap(\.text)
            let token = emulator.token(
                for: body["email"]?.text ?? Identity.anyone.email,
                project: body["project"]?.text ?? "project",
                scopes: scopes ?? ["spreadsheets", "drive"],
                seconds: Int64(body["seconds"]?.int ?? 3600)
            )
            return HTTPReply(json: ["access_token": .string(token)])
        case ("POST", "/emulator/revoke"):
            emulator.revokeTokens()
            return HTTPReply(json: .empty)
        case ("POST", "/emulator/faults"): return faults(body)
        case ("POST", "/emulator/versions"): return versions(body)
        case ("POST", "/emulator/people"): return people(body)
        default: return Self.problem("there is no such control", status: 404)
        }
    }

    private func faults(_ body: JSONValue) -> HTTPReply {
        if let seed = body["seed"]?.int { emulator.setSeed(UInt64(bitPattern: Int64(seed))) }
        if body["clear"]?.bool == true { emulator.clearFaults() }
        if let behind = body["staleness"]?.int {
            emulator.setStaleness(milliseconds: Int64(behind))
        }
        if let texts = body["refuse"]?.elements { emulator.refuse(texts.compactMap(\.text)) }
        if let rates = body["rates"] {
            var found: [(fault: SheetsFault, rate: Double)] = []
            for member in rates.members {
                guard let fault = SheetsFault(word: member.key), let rate = member.value.double
                else { return Self.problem("there is no fault \(member.key)") }
                found.append((fault, rate))
            }
            emulator.setFaults(found)
        }
        if let word = body["fault"]?.text {
            guard let fault = SheetsFault(word: word) else {
                return Self.problem("there is no fault \(word)")
            }
            emulator.script(
                fault,
                on: body["method"]?.text,
                times: body["times"]?.int ?? 1
            )
        }
        return HTTPReply(json: .empty)
    }

    private func versions(_ body: JSONValue) -> HTTPReply {
        let id = body["spreadsheetId"]?.text ?? ""
        guard let number = body["restore"]?.int else {
            let kept = emulator.keepVersion(of: id)
            return kept.map { HTTPReply(json: ["version": .int($0)]) }
                ?? Self.problem("there is no spreadsheet \(id)", status: 404)
        }
        let stays = body["keepMetadata"]?.bool ?? false
        return emulator.restoreVersion(number, of: id, keepingMetadata: stays)
            ? HTTPReply(json: .empty) : Self.problem("there is no version \(number)", status: 404)
    }

    private func people(_ body: JSONValue) -> HTTPReply {
        var actions: [PeopleAction] = []
        for word in body["actions"]?.elements.compactMap(\.text) ?? [] {
            guard let action = PeopleAction(rawValue: word) else {
                return Self.problem("people do not \(word)")
            }
            actions.append(action)
        }
        if let rate = body["rate"]?.double { emulator.setPeople(rate: rate, actions) }
        guard let word = body["action"]?.text else { return HTTPReply(json: .empty) }
        guard let action = PeopleAction(rawValue: word) else {
            return Self.problem("people do not \(word)")
        }
        let sheetId = body["sheetId"]?.int.flatMap { Int32(exactly: $0) }
        let event = emulator.act(
            action,
            in: body["spreadsheetId"]?.text ?? "",
            sheetId: sheetId
        )
        guard let event else { return Self.problem("there is nothing to \(word)", status: 409) }
        return HTTPReply(json: event.json)
    }

    private static func problem(_ text: String, status: Int = 400) -> HTTPReply {
        HTTPReply(status: status, json: ["problem": .string(text)])
    }
}
