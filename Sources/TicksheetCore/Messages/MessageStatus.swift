/// What the words of a status mean for a message's state.
enum MessageStatus {
    // Delivered stands above rejected: what arrived, arrived, whichever of the two was told later. A
    // provider's own word tells more than "sent" and nothing that is certain.
    private static let ranks: [String: Int] = [
        "accepted": 1, "sent": 2, "rejected": 4, "delivered": 5, "read": 6, "played": 7,
        "deleted": 8,
    ]

    /// The standard words, on the way that a message takes.
    static let words = [
        "accepted", "sent", "delivered", "read", "played", "rejected", "deleted",
    ]

    /// How far a status is on the way; of two the higher one is the message's.
    static func rank(_ status: String?) -> Int {
        guard let status else { return 0 }
        return ranks[status] ?? 3
    }

    /// Whether a message with this status has arrived.
    static func isArrived(_ status: String?) -> Bool {
        status == "delivered" || status == "read" || status == "played"
    }
}
