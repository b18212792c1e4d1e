import JSONTree
import PosixBridge
import Sinks
import TicksheetCore

/// Keeps reports away from what is no report: a rebuild would put it aside.
extension SettingsReader {
    /// Notes destinations that point at the program's own files.
    func checkFiles(
        of destinations: [(Settings.Destination, JSONDocument.Node)],
        journal: String,
        sources: [Settings.Source],
        others: [SecretReference],
        files: [(path: String?, what: String)]
    ) {
        var own = [FileIdentity.absolute(reader.file, from: "."): "the settings"]
        for suffix in ["", "-wal", "-shm"] { own[journal + suffix] = "the journal" }
        for secret in sources.flatMap(\.verification.allSecrets) + others {
            if case .file(let path) = secret.place { own[path] = "a secret" }
        }
        for case (let path?, let what) in files { own[path] = what }
        let names = Dictionary(own.map { (FileIdentity.path(of: $0), $1) }) { first, _ in first }
        for (destination, node) in destinations {
            guard let path = destination.path else { continue }
            if let what = names[path] {
                reader.report(
                    node,
                    "writes to \(destination.label), which is \(what); expected a file of its own"
                )
            } else if path.hasPrefix(FileIdentity.path(of: journal + ".leases") + "/") {
                reader.report(
                    node,
                    "writes to \(destination.label), a folder of the journal's; expected another"
                )
            } else if FileSwap.isOwnName(Paths.name(of: path)) {
                reader.report(
                    node,
                    "writes to \(destination.label), a name that the program gives to files beside a "
                        + "report; expected another"
                )
            }
        }
    }
}
