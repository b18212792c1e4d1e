/// The addresses of Google Drive in which ids stand.
enum DriveAddress {
    /// What stands before a spreadsheet's id.
    ///
    /// Before it stands `/spreadsheets`, and whoever has several accounts sees `/u/1` between the two.
    static let spreadsheets = "/d/"

    /// Returns an id, also where the whole address is given; nil where it can be none.
    static func identifier(in text: String, behind path: String) -> String? {
        var id = Substring(text)
        if let start = id.firstRange(of: path) {
            id = id[start.upperBound...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        }
        let isPlain = id.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
        }
        return isPlain && !id.isEmpty ? String(id) : nil
    }
}
