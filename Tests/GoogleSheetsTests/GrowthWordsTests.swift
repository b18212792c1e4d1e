import Testing
import TicksheetCore

@testable import GoogleSheets

/// What people read when a report cannot grow on.
@Suite struct GrowthWordsTests {
    private static let place = SheetPlace(spreadsheet: "1A", tab: "Log")
    private static let commands = SheetsSink.Commands(
        report: "r",
        rebuild: "REBUILD",
        adopt: "ADOPT",
        retry: "retry"
    )
    private static let robot = "robot@p.iam.gserviceaccount.com"

    private static func refusal(_ status: Int, _ reasons: String...) -> SheetsAnswer.Refusal {
        SheetsAnswer.Refusal(
            status: status,
            kind: "",
            message: "No.",
            reasons: reasons,
            request: nil
        )
    }

    private static let lines: [(trouble: ServiceTrouble, line: String)] = [
        (
            .full(place, 9_812_345, .google, .list(["1A", "2B"]), account: nil),
            "error[sheets.full]: no more rows fit into the spreadsheet 1A: 9,812,345 of 10,000,000 "
                + "cells are in use: Google allows 10,000,000 cells in all tabs, empty ones counted; "
                + "200,000 are left free for people. Make a spreadsheet, share it with the account "
                + "that signs in as an editor, and add it in the settings: spreadsheet: [\"1A\", "
                + "\"2B\", \"the new one's address\"]. The rows wait in the journal."
        ),
        (
            .notListed(place, ["2B"], commands),
            "error[sheets.not_listed]: the report has gone on in the spreadsheet 1A, which the "
                + "settings do not name any more. Name it again (spreadsheet: [\"2B\", \"1A\"]), or "
                + "write the report anew: REBUILD."
        ),
        (
            .noRoomForRebuild(place, .google, account: robot),
            "error[sheets.no_room]: no spreadsheet that the settings name has room for the rows of "
                + "the tab Log besides the old ones: Google allows 10,000,000 cells in all tabs, empty "
                + "ones counted; 200,000 are left free for people. Delete old tabs there, or make "
                + "a spreadsheet, share it with \(robot) as an editor, and add it to the list in "
                + "the settings; then run the command again. The tabs that are there stay as they "
                + "are."
        ),
        (
            .folder("0F", refusal(404), account: robot),
            "error[sheets.folder_not_found]: there is no folder 0F that \(robot) can see: Google "
                + "answered 404: No. Compare the id in the settings with the folder's address (what "
                + "follows /folders/), and make \(robot) a contributor of the shared drive."
        ),
        (
            .folder("0F", refusal(403, "insufficientParentPermissions"), account: nil),
            "error[sheets.folder_forbidden]: no right to make a spreadsheet in the folder 0F: "
                + "Google answered 403: No. Make the account that signs in a contributor of the "
                + "shared drive: https://drive.google.com/drive/folders/0F."
        ),
        (
            .folder("0F", refusal(403, "storageQuotaExceeded"), account: robot),
            "error[sheets.folder_owner]: \(robot) cannot own files in the folder 0F: Google "
                + "answered 403: No. Name a folder of a shared drive: a service account has no room "
                + "of its own on Drive."
        ),
        (
            .folder("0F", refusal(403, "accessNotConfigured"), account: robot),
            "error[sheets.drive_disabled]: the Google Drive API is not enabled in the project of "
                + "these credentials: Google answered 403: No. Enable it: "
                + "https://console.cloud.google.com/apis/library/drive.googleapis.com, then wait a "
                + "few minutes."
        ),
        (
            .folder("0F", refusal(403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"), account: robot),
            "error[sheets.drive_scope]: the sign-in does not extend to Drive, where spreadsheets "
                + "are to be made: Google answered 403: No. Sign in anew with ticksheet login "
                + "google --drive; a machine of Google's needs the scope "
                + "https://www.googleapis.com/auth/drive."
        ),
        (
            .folder("0F", refusal(400), account: robot),
            "error[sheets.folder_refused]: Google Drive refuses a request for the folder 0F: Google "
                + "answered 400: No. Look at what the answer names; ticksheet check --online looks "
                + "at the folder."
        ),
        (
            .noFolder("0F", "Budget"),
            "error[sheets.no_folder]: 0F (\"Budget\") is no folder on Drive, or lies in the bin. "
                + "Name the folder's id in the settings: what follows /folders/ in its address."
        ),
        (
            .perhapsMade("0F"),
            "error[sheets.perhaps_made]: it is not known yet whether a spreadsheet was made in the "
                + "folder 0F. Nothing to do: it is looked for, and another one made if it does not "
                + "come within 5 minutes."
        ),
    ]

    @Test(arguments: lines.indices)
    func `each trouble says what happened and what to do`(_ index: Int) {
        let (trouble, line) = Self.lines[index]
        #expect(SinkError.service(trouble).description == line)
    }

    @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (10_000_000, "10,000,000")])
    func `numbers have commas`(_ number: Int64, _ text: String) {
        #expect(ServiceTrouble.grouped(number) == text)
    }
}
