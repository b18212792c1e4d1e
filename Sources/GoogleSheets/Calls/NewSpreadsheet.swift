package import HTTPTypes
import JSONTree
package import TicksheetCore

/// Makes a spreadsheet that belongs to whoever signs in.
///
/// The service has no id with which a creation could be sent twice and done once: it is sent once, and
/// where the answer is lost nobody knows whether it was done.
package struct NewSpreadsheet: Sendable {
    /// What became of it.
    package enum Outcome: Sendable, Equatable {
        /// It is there, under this id.
        case made(id: String)
        /// It may be there or not.
        case unknown(cause: String)
        /// It is not there.
        case refused(ServiceTrouble)
    }

    private let title: String
    private let endpoint: String

    /// Describes it.
    ///
    /// `endpoint`: Where the API is; Google where nil.
    package init(title: String, endpoint: String? = nil) {
        self.title = title
        self.endpoint =
            SheetPlace(
                endpoint: endpoint ?? SheetPlace.google,
                spreadsheet: "",
                tab: ""
            ).endpoint
    }

    /// Makes it; sends one request at most.
    package func make(
        over transport: any HTTPTransport,
        access: any SheetsAccess
    ) async throws(ServiceTrouble) -> Outcome {
        let token = try await access.token()
        var fields = HTTPFields()
        fields.append("authorization", "Bearer \(token.value.text)")
        if let project = token.project { fields.append("x-goog-user-project", project) }
        fields.append("content-type", "application/json; charset=utf-8")
        let body = RequestValue.object([("properties", ["title": .string(title)])])
        let call = HTTPCall(
            "POST",
            "\(endpoint)/v4/spreadsheets?fields=spreadsheetId",
            fields: fields,
            body: body.bytes,
            limits: HTTPCall.Limits(firstByte: .seconds(185), total: .seconds(200))
        )
        let answer: SheetsAnswer
        do throws(HTTPFailure) {
            answer = SheetsAnswer(try await transport.send(call))
        } catch {
            answer = SheetsAnswer(error)
        }
        return outcome(of: answer, account: access.account)
    }

    private func outcome(of answer: SheetsAnswer, account: String?) -> Outcome {
        let place = SheetPlace(endpoint: endpoint, spreadsheet: "\"\(title)\"", tab: title)
        switch answer {
        case .done(let made):
            guard let id = made.member(made.root, "spreadsheetId").map(made.text), !id.isEmpty
            else { return .unknown(cause: "the answer names no spreadsheet") }
            return .made(id: id)
        case .unknown(let cause): return .unknown(cause: cause)
        case .unreachable(let cause): return .refused(.unavailable(place, cause: cause))
        case .unauthorized: return .refused(.unauthorized(place))
        case .limited: return .refused(.limited(place))
        case .denied(let refusal) where refusal.status == 403 && refusal.reasons.isEmpty:
            return .refused(
                ServiceTrouble(
                    "sheets.no_room",
                    "this account may not make a spreadsheet",
                    cause: "Google answered 403: \(refusal.message.prefix(300))",
                    remedy:
                        "Make one yourself (https://sheets.new) and name its address in the settings",
                    .stop
                )
            )
        case .denied(let refusal), .refused(let refusal):
            return .refused(.denied(refusal, place, account: account))
        }
    }
}
