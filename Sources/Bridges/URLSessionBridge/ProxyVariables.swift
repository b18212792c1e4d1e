import PosixBridge

/// The variables by which the environment names proxies; libcurl reads them itself.
enum ProxyVariables {
    private static let loopback = ["localhost", "127.0.0.1", "127.0.0.0/8", "::1"]
    private static let naming = [
        "http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY",
    ]

    private static let isSpared: Void = {
        guard let value = sparing(ProcessFacts.environment) else { return }
        ProcessFacts.setEnvironment("no_proxy", value)
    }()

    /// Keeps calls to this machine away from a proxy, which would look for the server on its own.
    ///
    /// URLSession has no setting for it on Linux (`connectionProxyDictionary` is not read), so
    /// `no_proxy` is extended, once in a process and only where a proxy is named.
    static func spareLoopback() {
        isSpared
    }

    /// Returns what `no_proxy` should say, or nil where it can stay as it is.
    static func sparing(_ variable: (String) -> String?) -> String? {
        let isNamed = naming.contains { variable($0)?.isEmpty == false }
        let given = variable("no_proxy") ?? variable("NO_PROXY") ?? ""
        let names = given.split { $0 == "," || $0 == " " }.map(String.init)
        let missing = loopback.filter { !names.contains($0) }
        guard isNamed, !names.contains("*"), !missing.isEmpty else { return nil }
        return (names + missing).joined(separator: ",")
    }
}
