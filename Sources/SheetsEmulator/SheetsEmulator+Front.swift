import HTTPTypes
import Synchronization

/// What is answered beside the APIs: tokens, the metadata server, pages, controls.
extension SheetsEmulator {
    func front(_ request: HTTPRequest) -> HTTPReply? {
        let path = String(request.path)
        switch (request.method, path) {
        case ("GET", "/"), ("HEAD", "/"):
            let books = world.state.withLock { Array($0.books.byId.values) }
            return SheetPage.list(books)
        default: break
        }
        if path.hasPrefix("/computeMetadata/v1") {
            return MetadataServer(identity: machine, endpoint: tokenEndpoint).answer(request)
        }
        if request.method == "GET", path.hasPrefix("/view/") {
            let id = FormFields.decoded(path.dropFirst(6).utf8)
            guard let book = world.state.withLock({ $0.books.byId[id] }) else { return .wrongPath }
            return SheetPage.view(book, FormFields(request.query.utf8))
        }
        if options.hasControls, path.hasPrefix("/emulator/") {
            return EmulatorControls(emulator: self).answer(request)
        }
        return nil
    }

    private var machine: Identity? {
        options.machineAccount.map { email in
            let project =
                world.state.withLock { $0.accounts.first { $0.email == email }?.project }
            return Identity(
                email: email,
                project: project ?? "project",
                scopes: Set(
                    ["spreadsheets", "drive", "cloud-platform"].map {
                        "https://www.googleapis.com/auth/\($0)"
                    }
                )
            )
        }
    }

    var tokenEndpoint: TokenEndpoint {
        TokenEndpoint(
            accounts: world.state.withLock { $0.accounts },
            users: options.users,
            tokens: world.tokens,
            lifetime: options.tokenLifetime,
            audiences: ["\(endpoint)/token"],
            now: world.clock.now()
        )
    }
}
