import PosixBridge

/// Runs a test's blocking work on a thread of its own, so that other tests go on meanwhile.
package func onOwnThread<Value: Sendable>(
    _ body: @escaping @concurrent @Sendable () async throws -> Value
) async throws -> Value {
    let executor = try ThreadExecutor("test")
    return try await withTaskExecutorPreference(executor) { try await body() }
}
