package import HTTPTypes

/// How long a token may take to come, and when a new one is asked for.
package struct TokenLimits: Sendable {
    /// The limits of each request.
    package var call: HTTPCall.Limits
    /// Attempts at most; only what a moment may heal is tried again.
    package var attempts: Int
    /// No attempt begins later than this after the first.
    package var patience: Duration

    /// Creates limits.
    package init(
        call: HTTPCall.Limits = HTTPCall.Limits(
            connect: .seconds(5),
            firstByte: .seconds(15),
            total: .seconds(20),
            body: 256 << 10
        ),
        attempts: Int = 4,
        patience: Duration = .seconds(60)
    ) {
        self.call = call
        self.attempts = attempts
        self.patience = patience
    }

    /// A new token is asked for when so much of one is left: 5 minutes, or a tenth where that is less.
    static func margin(_ lifetime: Duration) -> Duration { min(.seconds(300), lifetime / 10) }

    /// A token with less than this is not handed out: the call that carries it has to arrive.
    static func least(_ lifetime: Duration) -> Duration { min(.seconds(60), margin(lifetime)) }

    /// So long the old token does while a new one cannot be had.
    static let rest = Duration.seconds(30)
}
