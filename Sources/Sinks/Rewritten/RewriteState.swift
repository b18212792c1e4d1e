import CryptoBridge
import JSONTree
import PosixBridge
import TicksheetCore

/// What the journal holds of a file that is written whole: how it looked when it was last
/// acknowledged, and the one that is about to take its place.
struct RewriteState: Equatable {
    /// A file as we wrote it.
    struct Writing: Equatable {
        /// Its size.
        var size: Int64 = 0
        /// The checksum of all its bytes.
        var sum = ""
        /// Its columns.
        var layout = ""
        /// What made its rows.
        var mapping = ""
        /// Its inode, which tells whether an exchange took place.
        var inode: UInt64 = 0
        /// Up to which position entries had left the journal before it was written.
        var lacks: Int64 = 0
        /// What a row stands for; nil where an earlier version wrote it.
        var rows: ReportMapping.RowPolicy?
    }

    /// A file that is about to take the place of the one that is there.
    struct Pending: Equatable {
        /// The new file.
        var file: Writing
        /// The position up to which it shows entries.
        var through: Int64
        /// Whether the old file is kept, as a rebuild does.
        var keepsOld: Bool
    }

    /// The file that is acknowledged; nil before the first one.
    var written: Writing?
    /// The exchange that may be half done.
    var pending: Pending?

    init() {}

    /// Reads a state that `encoded` made; one that is empty for a reader that never wrote.
    init(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, let document = try? JSONDocument.parse(bytes) else { return }
        written = document.member(document.root, "written").flatMap { Writing($0, document) }
        if let node = document.member(document.root, "pending"),
            let file = Writing(node, document),
            let through = document.member(node, "through").flatMap(document.integer)
        {
            let keepsOld = document.member(node, "keepsOld").flatMap(document.integer)
            pending = Pending(file: file, through: through, keepsOld: keepsOld == 1)
        }
    }

    /// The state as JSON text; nothing for one that is empty.
    var encoded: [UInt8] {
        guard self != Self() else { return [] }
        var writer = JSONWriter()
        writer.beginObject()
        if let written {
            writer.key("written")
            writer.beginObject()
            written.append(to: &writer)
            writer.endObject()
        }
        if let pending {
            writer.key("pending")
            writer.beginObject()
            pending.file.append(to: &writer)
            writer.key("through")
            writer.integer(pending.through)
            writer.key("keepsOld")
            writer.integer(pending.keepsOld ? 1 : 0)
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
    }

    /// Returns how a file differs from what was written, in words; nil where it does not.
    static func edit(of written: Writing?, at place: String) throws(FileTrouble) -> String? {
        try onSystem { () throws(SystemError) in
            let file = try File(place, .read)
            let size = try file.status().size
            guard let written else { return size == 0 ? nil : "it has content" }
            let finding: String
            if size < written.size {
                finding = "it is shorter than"
            } else if size > written.size {
                finding = "it is longer than"
            } else if try sum(of: file) != written.sum {
                finding = "its content differs from"
            } else {
                return nil
            }
            return finding + " what this journal wrote, or the journal was restored from a backup"
        }
    }

    /// Returns the checksum of a whole file, read in parts.
    static func sum(of file: File) throws(SystemError) -> String {
        var digest: [UInt8] = []
        var position: Int64 = 0
        while true {
            let part = try file.read(at: position, count: 1 << 20)
            if part.isEmpty { return Hex.encoded(digest) }
            digest = Digest.hash(.sha256, digest + part)
            position += Int64(part.count)
        }
    }
}

extension RewriteState.Writing {
    fileprivate init?(_ node: JSONDocument.Node, _ document: JSONDocument) {
        guard let size = document.member(node, "size").flatMap(document.integer),
            let sum = document.member(node, "sum").map(document.text),
            let layout = document.member(node, "layout").map(document.text),
            let mapping = document.member(node, "mapping").map(document.text),
            let inode = document.member(node, "inode").flatMap(document.integer)
        else { return nil }
        self.init(
            size: size,
            sum: sum,
            layout: layout,
            mapping: mapping,
            inode: UInt64(bitPattern: inode),
            // Files of earlier versions have none.
            lacks: document.member(node, "lacks").flatMap(document.integer) ?? 0,
            rows: document.member(node, "rows").map(document.text)
                .flatMap(ReportMapping.RowPolicy.init)
        )
    }

    fileprivate func append(to writer: inout JSONWriter) {
        writer.key("size")
        writer.integer(size)
        writer.key("sum")
        writer.string(sum)
        writer.key("layout")
        writer.string(layout)
        writer.key("mapping")
        writer.string(mapping)
        writer.key("inode")
        writer.integer(Int64(bitPattern: inode))
        if lacks > 0 {
            writer.key("lacks")
            writer.integer(lacks)
        }
        if let rows {
            writer.key("rows")
            writer.string(rows.rawValue)
        }
    }
}
