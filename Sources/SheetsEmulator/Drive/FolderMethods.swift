/// How shared drives and folders come to be.
enum FolderMethods {
    /// Makes a shared drive, which is a folder under its own id.
    static func drive(_ body: JSONValue) -> PreparedCall.Work {
        { books, context throws(APIError) in
            let id = "0A" + Books.newId(&context).dropFirst().prefix(15) + "PVA"
            books.folders[id] = DriveFolder(
                id: id,
                name: body["name"]?.text ?? "Shared drive",
                drive: id,
                parent: nil,
                permissions: [context.identity.email: "organizer"],
                apps: [context.identity.project]
            )
            return [
                "kind": "drive#drive", "id": .string(id),
                "name": .string(body["name"]?.text ?? "Shared drive"),
            ]
        }
    }

    /// Makes a folder, in another one or in the caller's own drive.
    static func folder(
        _ body: JSONValue,
        _ reach: DriveReach,
        _ isWhole: Bool
    ) -> PreparedCall.Work {
        { books, context throws(APIError) in
            let parent = try books.parent(body, reach, context)
            let folder = DriveFolder(
                id: Books.newId(&context),
                name: body["name"]?.text ?? "Untitled",
                drive: parent?.drive,
                parent: parent?.id ?? "root",
                permissions: parent?.permissions ?? [context.identity.email: "owner"],
                apps: [context.identity.project]
            )
            books.folders[folder.id] = folder
            return folder.json(isWhole: isWhole, context)
        }
    }
}
