import CurlBridge
import HTTPTypes
import PosixBridge
import SheetsEmulator
import Synchronization

/// A stand-in with one spreadsheet, and a client that speaks to it over HTTP.
final class Session: Sendable {
    static let writer = "robot@project.example"

    let emulator: SheetsEmulator
    let transport = CurlTransport()
    let token: String
    let id: String

    init(
        rowCount: Int = 1000,
        columnCount: Int = 26,
        _ change: (inout EmulatorOptions) -> Void = { _ in }
    ) throws {
        var options = EmulatorOptions()
        options.quotas = nil
        change(&options)
        emulator = try SheetsEmulator(options)
        id = emulator.makeSpreadsheet(
            "Test",
            rowCount: rowCount,
            columnCount: columnCount,
            sharedWith: [Self.writer: "writer"]
        )
        token = emulator.token(for: Self.writer, scopes: ["spreadsheets", "drive"])
    }

    deinit { emulator.stop() }

    struct Answer: Sendable {
        let status: Int
        let text: String
        let json: JSONValue
        let fields: HTTPFields

        var message: String { json["error"]?["message"]?.text ?? "" }
        var replies: [JSONValue] { json["replies"]?.elements ?? [] }
    }

    /// Sends a call; `path` follows `/v4/spreadsheets/` and the id where it begins with `:` or `/values`.
    func call(
        _ method: String,
        _ path: String,
        _ body: JSONValue? = nil,
        token: String?? = .none,
        limit: Duration = .seconds(30)
    ) async throws -> Answer {
        let own =
            path.isEmpty || ":?".contains(path.first ?? " ")
            || ["/values", "/developerMetadata", "/sheets"].contains { path.hasPrefix($0) }
        let target = own ? "/v4/spreadsheets/\(id)\(path)" : path
        var fields = HTTPFields()
        if let token = token ?? self.token { fields.append("Authorization", "Bearer \(token)") }
        if body != nil { fields.append("Content-Type", "application/json") }
        return try await send(
            HTTPCall(
                method,
                emulator.endpoint + target,
                fields: fields,
                body: body?.compact ?? [],
                limits: .init(firstByte: limit, total: limit, body: 256 << 20)
            )
        )
    }

    func send(_ call: HTTPCall) async throws -> Answer {
        let response = try await transport.send(call)
        return Answer(
            status: response.status,
            text: String(decoding: response.body, as: UTF8.self),
            json: JSONValue(response.body) ?? .null,
            fields: response.fields
        )
    }

    /// The fields of a call with the session's token.
    var fields: HTTPFields {
        var fields = HTTPFields()
        fields.append("Authorization", "Bearer \(token)")
        return fields
    }

    func batch(_ requests: JSONValue...) async throws -> Answer {
        try await call("POST", ":batchUpdate", ["requests": .array(requests)])
    }

    func get(_ query: String = "") async throws -> JSONValue {
        try await call("GET", query.isEmpty ? "" : "?\(query)").json
    }

    /// The values of Sheet1 as people see them.
    func shown(_ range: String = "Sheet1", _ query: String = "") async throws -> [[JSONValue]] {
        let answer = try await call("GET", "/values/\(range)?\(query)")
        return (answer.json["values"]?.elements ?? []).map(\.elements)
    }

    /// Writes texts, row by row, from A1 on.
    func fill(_ rows: [[JSONValue]]) async throws {
        _ = try await call(
            "PUT",
            "/values/Sheet1!A1?valueInputOption=RAW",
            ["values": .array(rows.map { .array($0) })]
        )
    }
}

/// A clock that a test turns.
final class TestClock: Sendable {
    private let time: Atomic<Int64>

    init(_ seconds: Int64) { time = Atomic(seconds * 1000) }

    func advance(_ seconds: Int64) { time.add(seconds * 1000, ordering: .relaxed) }

    var clock: EmulatorClock { EmulatorClock { [self] in time.load(ordering: .relaxed) } }
}

extension JSONValue {
    /// A row of texts as `RowData`.
    static func row(_ texts: String...) -> JSONValue {
        [
            "values": .array(
                texts.map { ["userEnteredValue": ["stringValue": .string($0)]] }
            )
        ]
    }

    static func append(_ rows: JSONValue...) -> JSONValue {
        [
            "appendCells": [
                "sheetId": 0, "fields": "userEnteredValue", "rows": .array(rows),
            ]
        ]
    }

    static func fence(_ id: Int, _ value: String = "v") -> JSONValue {
        [
            "createDeveloperMetadata": [
                "developerMetadata": [
                    "metadataId": .int(id), "metadataKey": "t", "metadataValue": .string(value),
                    "location": ["sheetId": 0], "visibility": "DOCUMENT",
                ]
            ]
        ]
    }
}
