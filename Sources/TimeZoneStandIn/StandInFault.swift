/// What a stand-in does instead of answering.
package enum StandInFault: Sendable, Equatable {
    /// Says FAILED with a message, over HTTP 200.
    case failed(String)
    /// Answers with a status and a body of plain text.
    case status(Int)
    /// Answers with a page, as proxies and captive portals do.
    case html
    /// Answers so many milliseconds later; whoever waits less gets nothing.
    case stall(milliseconds: Int)
    /// Answers with half of its JSON.
    case garbage
    /// Answers with the window after the one that was asked for.
    case wrongWindow
    /// Refuses every key.
    case invalidKey
    /// Answers as if every zone were so many seconds further ahead.
    case shifted(seconds: Int32)
}
