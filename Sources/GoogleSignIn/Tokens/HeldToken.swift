import TicksheetCore
import WallTime

/// A token that is kept, and when it was asked for by both clocks.
struct HeldToken: Sendable {
    let token: AccessToken
    private let asked: Duration
    private let askedAt: Timestamp

    /// The life of a token is counted from before its request was sent: too short rather than too long.
    init(_ granted: GrantedToken, asked: Duration, at askedAt: Timestamp) {
        self.asked = asked
        self.askedAt = askedAt
        token = AccessToken(
            value: granted.value,
            expires: Timestamp(
                seconds: askedAt.seconds + granted.lifetime.components.seconds,
                nanoseconds: askedAt.nanoseconds
            ),
            expiresIn: granted.lifetime
        )
    }

    /// Whether nobody needs to ask for the next one.
    func isFresh(by clock: any WallClock) -> Bool {
        left(by: clock) > TokenLimits.margin(token.expiresIn)
    }

    /// Whether a call with it still arrives.
    func isUsable(by clock: any WallClock) -> Bool {
        left(by: clock) > TokenLimits.least(token.expiresIn)
    }

    private func left(by clock: any WallClock) -> Duration {
        let measured = clock.monotonic - asked
        let shown = Duration.seconds(clock.now.seconds - askedAt.seconds)
        return token.expiresIn - max(measured, shown)
    }
}
