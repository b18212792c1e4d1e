/// One deed of people, put as the call that does it.
struct PeopleDeed: Sendable {
    let method = "POST"
    let target: String
    let body: JSONValue
    let sheetId: Int32?
    let what: String
    /// What is there no more afterwards.
    let before: [String]

    /// Makes up a deed; nil where the spreadsheet has nothing to do it to.
    ///
    /// `sheetId`: The tab; any one when nil.
    init?(
        _ action: PeopleAction,
        in book: Spreadsheet,
        sheetId: Int32?,
        _ random: inout SeededGenerator
    ) {
        // People work where something stands.
        let filled = book.sheets.filter { $0.grid.valueEnd > 1 }
        let tabs = filled.isEmpty ? book.sheets : filled
        guard let sheet = sheetId.map({ book.sheet($0) }) ?? tabs.randomElement(using: &random)
        else { return nil }
        if action == .copyFile {
            target = "/drive/v3/files/\(book.id)/copy"
            body = .empty
            self.sheetId = nil
            what = "copied the file"
            before = []
            return
        }
        var draft = DeedDraft(book, sheet, &random)
        guard draft.make(action, &random) else { return nil }
        target = "/v4/spreadsheets/\(book.id):batchUpdate"
        body = ["requests": .array(draft.requests)]
        self.sheetId = action == .clearMetadata ? nil : sheet.id
        what = draft.what
        before = draft.before
    }
}
