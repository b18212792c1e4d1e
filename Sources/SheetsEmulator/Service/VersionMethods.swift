import HTTPTypes

/// The version history, which people use at the screen and no client can.
enum VersionMethods {
    static func work(_ operation: Operation, _ query: FormFields) -> PreparedCall.Work {
        let keepsMetadata = query["metadata"] == "stays"
        return { books, context throws(APIError) in
            switch operation {
            case .versionKeep(let id):
                let book = try books.book(id, writing: true, context)
                books.versions[id, default: []].append(book)
                return ["version": .int((books.versions[id]?.count ?? 1) - 1)]
            case .versionRestore(let id, let number):
                let book = try books.book(id, writing: true, context)
                guard let versions = books.versions[id], versions.indices.contains(number) else {
                    throw .notFound
                }
                var restored = versions[number]
                restored.permissions = book.permissions
                // Whether Google takes metadata back too is not known: both can be tried.
                if keepsMetadata {
                    restored.metadata = book.metadata.filter { entry in
                        entry.value.location.sheetId.map { restored.sheet($0) != nil } ?? true
                    }
                }
                books.byId[id] = restored
                return .empty
            default: throw .unimplemented
            }
        }
    }
}
