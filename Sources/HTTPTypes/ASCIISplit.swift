extension StringProtocol {
    /// Returns the parts between one ASCII character and the next, empty ones among them.
    ///
    /// As a `Character` it would not be found where what stands beside it combines with it, and strangers
    /// write such texts: what they sent is split by its bytes.
    package func parts(at character: Unicode.Scalar) -> [Substring] {
        Substring(self).utf8
            .split(separator: UInt8(ascii: character), omittingEmptySubsequences: false)
            .map { Substring($0) }
    }
}
