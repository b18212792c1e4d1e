import PosixBridge
package import TicksheetCore

extension RewrittenSink {
    /// Whether the file is the one that a reader's state tells of, or the one that was to take its place.
    package func holds(_ state: [UInt8]) throws(SinkError) -> Bool {
        let state = RewriteState(state)
        do throws(FileTrouble) {
            guard try onSystem({ () throws(SystemError) in try Paths.status(path) }) != nil else {
                return false
            }
            for file in [state.written, state.pending?.file] where file != nil {
                if try RewriteState.edit(of: file, at: path) == nil { return true }
            }
            return false
        } catch {
            throw error.named(path)
        }
    }
}
