import PosixBridge
package import TicksheetCore

extension CSVSink {
    /// Whether the file begins with what a reader's state tells of, its last rows compared.
    ///
    /// A header alone tells nothing of who wrote it.
    package func holds(_ state: [UInt8]) throws(SinkError) -> Bool {
        guard let state = CSVState(state) else { return false }
        let ends = [(state.size, state.tail)] + (state.swap.map { [($0.size, $0.tail)] } ?? [])
        do throws(FileTrouble) {
            guard let found = try onSystem({ () throws(SystemError) in try Paths.status(path) }),
                found.isRegular
            else { return false }
            let file = try onSystem { () throws(SystemError) in try File(path, .read) }
            for (size, sum) in ends where size > headerBytes.count && size <= found.size {
                if try tail(of: file, size: size) == sum { return true }
            }
            return false
        } catch {
            throw error.named(path)
        }
    }
}
