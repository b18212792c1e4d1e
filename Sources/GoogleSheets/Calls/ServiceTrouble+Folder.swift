import TicksheetCore

/// What keeps spreadsheets from being made in a folder, in words for people.
extension ServiceTrouble {
    static func folder(
        _ id: String,
        _ refusal: SheetsAnswer.Refusal,
        account: String?
    ) -> Self {
        let who = account ?? "the account that signs in"
        let said = "Google answered \(refusal.status): \(refusal.message.prefix(300))"
        if refusal.reasons.contains("SERVICE_DISABLED")
            || refusal.reasons.contains("accessNotConfigured")
        {
            return Self(
                "sheets.drive_disabled",
                "the Google Drive API is not enabled in the project of these credentials",
                cause: said,
                remedy: "Enable it: https://console.cloud.google.com/apis/library/"
                    + "drive.googleapis.com, then wait a few minutes",
                .retry(after: .seconds(60))
            )
        }
        if refusal.reasons.contains("ACCESS_TOKEN_SCOPE_INSUFFICIENT")
            || refusal.reasons.contains("insufficientPermissions")
        {
            return Self(
                "sheets.drive_scope",
                "the sign-in does not extend to Drive, where spreadsheets are to be made",
                cause: said,
                remedy: "Sign in anew with ticksheet login google --drive; a machine of Google's "
                    + "needs the scope https://www.googleapis.com/auth/drive",
                .retry(after: .seconds(60))
            )
        }
        if refusal.reasons.contains("storageQuotaExceeded") {
            return Self(
                "sheets.folder_owner",
                "\(who) cannot own files in the folder \(id)",
                cause: said,
                remedy: "Name a folder of a shared drive: a service account has no room of its "
                    + "own on Drive",
                .stop
            )
        }
        switch refusal.status {
        case 404:
            return Self(
                "sheets.folder_not_found",
                "there is no folder \(id) that \(who) can see",
                cause: said,
                remedy: "Compare the id in the settings with the folder's address (what follows "
                    + "/folders/), and make \(who) a contributor of the shared drive",
                .retry(after: .seconds(60))
            )
        case 403: return .folderForbidden(id, account: account, cause: said)
        default:
            return Self(
                "sheets.folder_refused",
                "Google Drive refuses a request for the folder \(id)",
                cause: said,
                remedy: "Look at what the answer names; ticksheet check --online looks at the "
                    + "folder",
                .retry(after: .seconds(60))
            )
        }
    }

    static func folderForbidden(_ id: String, account: String?, cause: String?) -> Self {
        Self(
            "sheets.folder_forbidden",
            "no right to make a spreadsheet in the folder \(id)",
            cause: cause,
            remedy: "Make \(account ?? "the account that signs in") a contributor of the shared "
                + "drive: https://drive.google.com/drive/folders/\(id)",
            .retry(after: .seconds(60))
        )
    }

    static func noFolder(_ id: String, _ name: String) -> Self {
        Self(
            "sheets.no_folder",
            "\(id) (\"\(name)\") is no folder on Drive, or lies in the bin",
            remedy: "Name the folder's id in the settings: what follows /folders/ in its address",
            .stop
        )
    }

    static func perhapsMade(_ folder: String) -> Self {
        Self(
            "sheets.perhaps_made",
            "it is not known yet whether a spreadsheet was made in the folder \(folder)",
            remedy: "Nothing to do: it is looked for, and another one made if it does not come "
                + "within 5 minutes",
            .retry(after: .seconds(15))
        )
    }
}
