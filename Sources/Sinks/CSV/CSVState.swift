import CryptoBridge
import JSONTree
import TicksheetCore

/// What the journal holds of a CSV file: how the file looked when it was last acknowledged, and
/// the batch that may be half written.
struct CSVState: Equatable {
    /// A batch that is being appended.
    struct Pending: Equatable {
        /// The position behind which its entries begin.
        var after: SequenceNumber
        /// The position of its last entry; equal for the header alone.
        var through: SequenceNumber
        /// The file's size behind the batch.
        var end: Int64
        /// The checksum of all appended bytes.
        var sum: String
        /// What made its rows.
        var mapping: String
    }

    /// A new file that takes the place of the old one.
    struct Swap: Equatable {
        /// The position of the last entry in it.
        var through: SequenceNumber
        /// Its size.
        var size: Int64
        /// The checksum of its last bytes.
        var tail: String
        /// Its columns.
        var layout: String
        /// What made its rows.
        var mapping: String
        /// Its inode, which tells whether the exchange took place.
        var inode: UInt64
    }

    /// The file's size.
    var size: Int64 = 0
    /// The checksum of the file's last bytes, at most `tailLength`.
    var tail = CSVState.checksum([])
    /// The columns as they were written.
    var layout = ""
    /// A digest of what made the file's first rows; another one now means that old rows and new ones
    /// are made differently.
    var mapping = ""
    /// The batch that may be half written.
    var pending: Pending?
    /// The exchange that may be half done.
    var swap: Swap?

    /// How much of the file's end is compared.
    static let tailLength: Int64 = 4096

    /// Returns a checksum of bytes: 16 digits of SHA-256.
    static func checksum(_ bytes: [UInt8]) -> String {
        Hex.encoded(Digest.hash(.sha256, bytes).prefix(8))
    }

    init() {}

    /// Reads a state that `encoded` made; nil for the state of a reader that never wrote.
    init?(_ bytes: [UInt8]) {
        guard !bytes.isEmpty, let document = try? JSONDocument.parse(bytes) else { return nil }
        let root = document.root
        func number(_ key: JSONKey, _ node: JSONDocument.Node) -> Int64? {
            document.member(node, key).flatMap(document.integer)
        }
        func text(_ key: JSONKey, _ node: JSONDocument.Node) -> String? {
            document.member(node, key).map(document.text)
        }
        guard let size = number("size", root), let tail = text("tail", root) else { return nil }
        self.size = size
        self.tail = tail
        layout = text("layout", root) ?? ""
        mapping = text("mapping", root) ?? ""
        if let node = document.member(root, "pending"), let after = number("after", node),
            let through = number("through", node), let end = number("end", node),
            let sum = text("sum", node)
        {
            pending = Pending(
                after: after,
                through: through,
                end: end,
                sum: sum,
                mapping: text("mapping", node) ?? ""
            )
        }
        if let node = document.member(root, "swap"), let through = number("through", node),
            let size = number("size", node), let tail = text("tail", node),
            let layout = text("layout", node), let inode = number("inode", node)
        {
            swap = Swap(
                through: through,
                size: size,
                tail: tail,
                layout: layout,
                mapping: text("mapping", node) ?? "",
                inode: UInt64(bitPattern: inode)
            )
        }
    }

    /// The state as JSON text.
    var encoded: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("size")
        writer.integer(size)
        writer.key("tail")
        writer.string(tail)
        writer.key("layout")
        writer.string(layout)
        writer.key("mapping")
        writer.string(mapping)
        if let pending {
            writer.key("pending")
            writer.beginObject()
            writer.key("after")
            writer.integer(pending.after)
            writer.key("through")
            writer.integer(pending.through)
            writer.key("end")
            writer.integer(pending.end)
            writer.key("sum")
            writer.string(pending.sum)
            writer.key("mapping")
            writer.string(pending.mapping)
            writer.endObject()
        }
        if let swap {
            writer.key("swap")
            writer.beginObject()
            writer.key("through")
            writer.integer(swap.through)
            writer.key("size")
            writer.integer(swap.size)
            writer.key("tail")
            writer.string(swap.tail)
            writer.key("layout")
            writer.string(swap.layout)
            writer.key("mapping")
            writer.string(swap.mapping)
            writer.key("inode")
            writer.integer(Int64(bitPattern: swap.inode))
            writer.endObject()
        }
        writer.endObject()
        return writer.bytes
    }
}
