import TicksheetCore

/// A token as an answer gives it.
struct GrantedToken: Sendable {
    let value: Secret
    let lifetime: Duration
    /// The scopes that it has, where the answer tells.
    let scopes: String?
    /// What is exchanged for later tokens, in the answer to a first sign-in.
    let refreshToken: Secret?
}
