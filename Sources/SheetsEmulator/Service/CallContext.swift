/// Who calls.
struct Identity: Sendable, Equatable {
    var email: String
    /// The Cloud project of the credentials.
    var project: String
    var scopes: Set<String>

    static let driveScope = "https://www.googleapis.com/auth/drive"

    /// Someone who may do everything: people at the screen, and clients without credentials where
    /// those are let in.
    static let anyone = Identity(
        email: "person@example.com",
        project: "people",
        scopes: [driveScope]
    )
}

/// What carrying out a call depends on besides the spreadsheets; kept, so that it can be done again.
struct CallContext: Sendable {
    let identity: Identity
    /// Unix milliseconds.
    let now: Int64
    var random: SeededGenerator
    /// Whether permissions are passed over.
    let isTrusted: Bool
    /// Texts that no cell may hold.
    var refusedTexts: [String] = []
}

/// All spreadsheets.
struct Books: Sendable {
    var byId: [String: Spreadsheet] = [:]
    /// Folders and shared drives in which spreadsheets are made.
    var folders: [String: DriveFolder] = [:]
    /// What spreadsheets were like when someone named their version.
    var versions: [String: [Spreadsheet]] = [:]
    var assumptions = Assumptions()
    /// The most cells that a new spreadsheet may have.
    var cellLimit = googleCellLimit

    /// What Google allows.
    ///
    /// Source: <https://support.google.com/drive/answer/37603>
    static let googleCellLimit = 10_000_000

    /// Returns a spreadsheet that the caller may read, or write.
    func book(_ id: String, writing: Bool, _ context: CallContext) throws(APIError) -> Spreadsheet {
        guard let book = byId[id], !book.isTrashed else { throw .notFound }
        if context.isTrusted { return book }
        if Operation.isFileOnly(context.identity.scopes),
            !book.apps.contains(context.identity.project)
        {
            throw .notFound
        }
        guard let role = book.permissions[context.identity.email] ?? book.permissions["anyone"],
            !writing || role != "reader"
        else { throw .forbidden }
        return book
    }

    /// Makes an id that looks as Google's do.
    static func newId(_ context: inout CallContext) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        return "1" + String((0..<43).map { _ in letters[Int(context.random.next() % 64)] })
    }
}
