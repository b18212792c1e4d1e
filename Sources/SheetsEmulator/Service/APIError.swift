import HTTPTypes

/// An answer other than 200, in the envelope of the Sheets API.
struct APIError: Error, Sendable, Equatable {
    var code: Int
    var status: String
    var message: String
    var details: [JSONValue] = []
    var authenticate: String?
    /// The word by which Drive names it; nil for that of its code.
    var reason: String?

    static func invalid(_ message: String) -> APIError {
        APIError(code: 400, status: "INVALID_ARGUMENT", message: message)
    }

    static func badPayload(_ message: String, at field: String) -> APIError {
        var violation = JSONValue.empty
        if !field.isEmpty { violation.set("field", .string(field)) }
        violation.set("description", .string(message))
        return APIError(
            code: 400,
            status: "INVALID_ARGUMENT",
            message: message,
            details: [
                [
                    "@type": "type.googleapis.com/google.rpc.BadRequest",
                    "fieldViolations": [violation],
                ]
            ]
        )
    }

    static let notFound = APIError(
        code: 404,
        status: "NOT_FOUND",
        message: "Requested entity was not found."
    )
    static let forbidden = APIError(
        code: 403,
        status: "PERMISSION_DENIED",
        message: "The caller does not have permission"
    )
    static let tooLarge = invalid("Request payload size exceeds the limit: 10485760 bytes.")
    static let aborted = APIError(
        code: 409,
        status: "ABORTED",
        message: "The operation was aborted."
    )
    static let internalFault = APIError(
        code: 500,
        status: "INTERNAL",
        message: "Internal error encountered."
    )
    static let unimplemented = APIError(
        code: 501,
        status: "UNIMPLEMENTED",
        message: "Operation is not implemented, or supported, or enabled."
    )
    static let unavailable = APIError(
        code: 503,
        status: "UNAVAILABLE",
        message: "The service is currently unavailable."
    )

    static let officeFile = APIError(
        code: 400,
        status: "FAILED_PRECONDITION",
        message: "This operation is not supported for this document. The document must not be an "
            + "Office file."
    )

    static func serviceDisabled(project: String) -> APIError {
        let url =
            "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project="
            + project
        return APIError(
            code: 403,
            status: "PERMISSION_DENIED",
            message: "Google Sheets API has not been used in project \(project) before or it is "
                + "disabled. Enable it by visiting \(url) then retry. If you enabled this API "
                + "recently, wait a few minutes for the action to propagate to our systems and "
                + "retry.",
            details: [
                [
                    "@type": "type.googleapis.com/google.rpc.Help",
                    "links": [
                        [
                            "description": "Google developers console API activation",
                            "url": .string(url),
                        ]
                    ],
                ],
                [
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": "SERVICE_DISABLED",
                    "domain": "googleapis.com",
                    "metadata": [
                        "consumer": .string("projects/\(project)"),
                        "service": "sheets.googleapis.com",
                    ],
                ],
            ]
        )
    }

    private static let credentials =
        "Expected OAuth 2 access token, login cookie or other valid authentication credential. "
        + "See https://developers.google.com/identity/sign-in/web/devconsole-project."

    static func credentialsMissing(method: String) -> APIError {
        APIError(
            code: 401,
            status: "UNAUTHENTICATED",
            message: "Request is missing required authentication credential. \(credentials)",
            details: [info("CREDENTIALS_MISSING", method)],
            authenticate: "Bearer realm=\"https://accounts.google.com/\""
        )
    }

    static let credentialsInvalid = APIError(
        code: 401,
        status: "UNAUTHENTICATED",
        message: "Request had invalid authentication credentials. \(credentials)",
        authenticate: "Bearer realm=\"https://accounts.google.com/\", error=\"invalid_token\""
    )

    static func scopeInsufficient(method: String) -> APIError {
        APIError(
            code: 403,
            status: "PERMISSION_DENIED",
            message: "Request had insufficient authentication scopes.",
            details: [info("ACCESS_TOKEN_SCOPE_INSUFFICIENT", method)]
        )
    }

    private static func info(_ reason: String, _ method: String) -> JSONValue {
        [
            "@type": "type.googleapis.com/google.rpc.ErrorInfo",
            "reason": .string(reason),
            "domain": "googleapis.com",
            "metadata": [
                "service": "sheets.googleapis.com",
                "method": .string("google.apps.sheets.v4.SpreadsheetsService.\(method)"),
            ],
        ]
    }

    var reply: HTTPReply {
        let body: JSONValue = [
            "error": .fields(
                ("code", .int(code)),
                ("message", .string(message)),
                ("status", .string(status)),
                ("details", details.isEmpty ? nil : .array(details))
            )
        ]
        var reply = HTTPReply(status: code, json: body)
        if let authenticate { reply.fields.append(("WWW-Authenticate", authenticate)) }
        return reply
    }
}

extension HTTPReply {
    /// JSON, printed as Google prints it.
    init(status: Int = 200, json: JSONValue, isPretty: Bool = true) {
        self.init(
            status: status,
            fields: [
                ("Content-Type", "application/json; charset=UTF-8"), ("Cache-Control", "private"),
                ("Vary", "Origin"), ("Vary", "X-Origin"), ("Vary", "Referer"), ("Server", "ESF"),
            ],
            body: isPretty ? json.pretty : json.compact
        )
    }

    /// What the front end answers to a path or verb that it does not know.
    static let wrongPath = HTTPReply(
        status: 404,
        fields: [("Content-Type", "text/html; charset=UTF-8")],
        body: Array(
            """
            <!DOCTYPE html>
            <html lang=en>
              <title>Error 404 (Not Found)!!1</title>
              <p><b>404.</b> <ins>That’s an error.</ins>

            """.utf8
        )
    )

    /// What the front end answers when nobody behind it does.
    static let badGateway = HTTPReply(
        status: 502,
        fields: [("Content-Type", "text/html; charset=UTF-8")],
        body: Array(
            """
            <!DOCTYPE html>
            <html lang=en>
              <title>Error 502 (Server Error)!!1</title>
              <p><b>502.</b> <ins>That’s an error.</ins>

            """.utf8
        )
    )

    /// No answer: libmicrohttpd refuses the status and closes the connection.
    static let closed = HTTPReply(status: 0)
}
