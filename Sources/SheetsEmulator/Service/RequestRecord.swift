/// A call as the stand-in saw it.
package struct RequestRecord: Sendable, Equatable {
    /// When, in Unix milliseconds of the stand-in's clock.
    package let time: Int64
    /// The method, as Google's reference names it.
    package let method: String
    /// Whose token it carried; empty where it had none that holds.
    package let email: String
    /// The status of the answer; 0 where the connection was closed without one.
    package let status: Int
    /// The word of the fault that befell it; nil for none.
    package let fault: String?
    /// Whether it changed something.
    package let isCommitted: Bool
    /// Bytes of its body.
    package let size: Int

    var json: JSONValue {
        .fields(
            ("time", .int(time)),
            ("method", .string(method)),
            ("email", .string(email)),
            ("status", .int(status)),
            ("fault", fault.map { .string($0) }),
            ("committed", .bool(isCommitted)),
            ("size", .int(size))
        )
    }
}
