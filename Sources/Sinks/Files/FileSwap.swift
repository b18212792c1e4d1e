import PosixBridge
import TicksheetCore

/// Puts a new file in the place of a report file: at every moment the path names the old one or the
/// new one, and nothing that people did to the old one is lost.
///
/// The new file is written beside the report under a hidden name. When it is whole the two change
/// their names in one step; then the old one lies under the hidden name and is put aside. Which of
/// the two lies where, the new one's inode tells, also to the next process.
package struct FileSwap {
    /// The report's file.
    let path: String

    /// The new file before the exchange, the old one after it.
    var hidden: String {
        Paths.joined(Paths.folder(of: path), ".\(Paths.name(of: path)).new")
    }

    /// Whether a name is one of those that lie hidden beside a report: its lock, and what takes its place.
    package static func isOwnName(_ name: String) -> Bool {
        name.hasPrefix(".") && (name.hasSuffix(".lock") || name.hasSuffix(".new"))
    }

    /// Makes the empty new file.
    func begin() throws(SystemError) -> File {
        try Paths.remove(hidden)
        return try File(hidden, .create)
    }

    /// Exchanges the two, or gives the new one its name where nothing stands at the path.
    ///
    /// - Returns: Whether there is an old one now, under the hidden name.
    func exchange(_ new: File) throws(SystemError) -> Bool {
        let isThere = try Paths.status(path) != nil
        if isThere {
            try new.takeAccess(of: try File(path, .read))
            try Paths.exchange(hidden, with: path)
        } else {
            try Paths.moveAside(hidden, to: path)
        }
        try Paths.syncFolder(Paths.folder(of: path))
        return isThere
    }

    /// Whether the exchange took place, whatever people did to the path since.
    ///
    /// `inode`: The new file's.
    func isExchanged(inode: UInt64) throws(SystemError) -> Bool {
        if try Paths.status(path)?.inode == inode { return true }
        let found = try Paths.status(hidden)
        return found != nil && found?.inode != inode
    }

    /// Removes a new file that never got its name.
    func discard() throws(SystemError) {
        try Paths.remove(hidden)
    }

    /// Removes a new file that was given up, so that a full disk is not made fuller by what nobody will use;
    /// where the exchange may have taken place, nothing.
    func discard(unlessExchanged new: File) {
        if let inode = (try? new.status())?.inode, (try? isExchanged(inode: inode)) == false {
            try? discard()
        }
    }

    /// Puts the old file aside after the exchange, under a name that people see; removes it where the
    /// new file begins with all that it holds.
    ///
    /// `mask`: What the new file may lack of it: forgotten numbers.
    ///
    /// - Returns: Where the old file is now; nil where there is none.
    func setAside(_ mask: NumberMask = .none) throws(SystemError) -> String? {
        guard try Paths.status(hidden) != nil else { return nil }
        if try isRedundant(mask) {
            try Paths.remove(hidden)
            return nil
        }
        for number in 1... {
            let name = Self.kept(path, number)
            do throws(SystemError) {
                try Paths.moveAside(hidden, to: name)
                try Paths.syncFolder(Paths.folder(of: path))
                return name
            } catch  where error.isExisting {
                continue
            }
        }
        return nil
    }

    /// The name under which an old file is kept: `campaigns.before-rebuild.csv`, then
    /// `campaigns.before-rebuild-2.csv`.
    static func kept(_ path: String, _ number: Int) -> String {
        let name = Paths.name(of: path)
        let word = number == 1 ? ".before-rebuild" : ".before-rebuild-\(number)"
        let dot = name.dropFirst().lastIndex(of: ".") ?? name.endIndex
        return Paths.joined(
            Paths.folder(of: path),
            String(name[..<dot]) + word + String(name[dot...])
        )
    }

    /// Throws where the file must not be replaced: somebody took the right to write it away and wants it left
    /// alone, though its folder may be written.
    func requireWritable() throws(FileTrouble) {
        try onSystem { () throws(SystemError) in
            if try Paths.status(path) != nil { _ = try File(path, .update) }
        }
    }

    /// Throws while LibreOffice has it open, as it notes beside a file: it would not see it change.
    func requireClosed() throws(FileTrouble) {
        let lock = Paths.joined(Paths.folder(of: path), ".~lock.\(Paths.name(of: path))#")
        let found = try onSystem { () throws(SystemError) in try Paths.status(lock) }
        if found != nil { throw .sink(.open(path: path, lock: lock)) }
    }

    private func isRedundant(_ mask: NumberMask) throws(SystemError) -> Bool {
        guard let new = try Paths.status(path), new.isRegular else { return false }
        let old = try File(hidden, .read)
        let current = try File(path, .read)
        guard try old.status().isRegular else { return false }
        var parts = MaskedFile(ReportBytes(old), mask)
        var position: Int64 = 0
        while let part = try parts.next() {
            guard try current.read(at: position, count: part.count) == part else { return false }
            position += Int64(part.count)
        }
        return true
    }
}
