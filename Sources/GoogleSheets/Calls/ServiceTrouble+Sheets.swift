import TicksheetCore

/// What goes wrong at the service, in words for people.
extension ServiceTrouble {
    /// Whether it goes over by itself, as far as anybody knows.
    var passes: Bool {
        let passing = [
            "sheets.unavailable", "sheets.quota", "google.unavailable", "google.unreachable",
        ]
        return passing.contains(code)
    }

    static func unavailable(_ place: SheetPlace, cause: String) -> Self {
        Self(
            "sheets.unavailable",
            "Google Sheets cannot be reached for \(place.tab)",
            cause: cause,
            remedy: "Nothing to do: it is tried again, and the rows wait in the journal",
            .retry(after: nil)
        )
    }

    static func limited(_ place: SheetPlace) -> Self {
        Self(
            "sheets.quota",
            "Google takes no more calls of this account in this minute",
            remedy: "Nothing to do: it goes on with the next minute",
            .retry(after: .seconds(5))
        )
    }

    static func unauthorized(_ place: SheetPlace) -> Self {
        Self(
            "sheets.unauthorized",
            "Google does not take the sign-in for the spreadsheet \(place.spreadsheet)",
            remedy: "Look at it: ticksheet check --online. It is tried again",
            .retry(after: .seconds(60))
        )
    }

    static func denied(
        _ refusal: SheetsAnswer.Refusal,
        _ place: SheetPlace,
        account: String?
    ) -> Self {
        let who = account.map { "with \($0)" } ?? "with the account that signs in"
        if refusal.reasons.contains("SERVICE_DISABLED") {
            return Self(
                "sheets.api_disabled",
                "the Google Sheets API is not enabled in the project of these credentials",
                cause: words(refusal),
                remedy: "Enable it: https://console.cloud.google.com/apis/library/"
                    + "sheets.googleapis.com, then wait a few minutes",
                .retry(after: .seconds(60))
            )
        }
        if refusal.reasons.contains("ACCESS_TOKEN_SCOPE_INSUFFICIENT") {
            return Self(
                "sheets.scope",
                "the sign-in does not extend to spreadsheets",
                cause: words(refusal),
                remedy: "Sign in with the scope https://www.googleapis.com/auth/spreadsheets",
                .retry(after: .seconds(60))
            )
        }
        if refusal.kind == "FAILED_PRECONDITION" {
            return Self(
                "sheets.not_a_sheet",
                "\(place.spreadsheet) is a file on Drive, but no Google spreadsheet",
                cause: words(refusal),
                remedy:
                    "Open it in Google Sheets and choose File > Save as Google Sheets, then name "
                    + "the new file's id in the settings",
                .stop
            )
        }
        switch refusal.status {
        case 403:
            return Self(
                "sheets.forbidden",
                "no right to write the spreadsheet \(place.spreadsheet)",
                cause: words(refusal),
                remedy: "Share it \(who) as an editor: \(place.address)",
                .retry(after: .seconds(60))
            )
        case 404:
            return Self(
                "sheets.not_found",
                "there is no spreadsheet \(place.spreadsheet)",
                cause: words(refusal),
                remedy:
                    "Compare the id in the settings with the sheet's address (what stands between "
                    + "/d/ and /edit), and share it \(who) as an editor",
                .retry(after: .seconds(60))
            )
        default:
            return Self(
                "sheets.refused",
                "Google Sheets refuses a request for \(place.tab)",
                cause: words(refusal),
                remedy: "Look at what the answer names; ticksheet check --online shows the sheet's "
                    + "state",
                .retry(after: .seconds(60))
            )
        }
    }

    private static func words(_ refusal: SheetsAnswer.Refusal) -> String {
        let message = refusal.message.isEmpty ? "no message" : String(refusal.message.prefix(300))
        return "Google answered \(refusal.status): \(message)"
    }
}
