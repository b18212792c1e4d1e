/// Which faults come, by chance and by order.
struct FaultPlan: Sendable {
    /// The name of the token endpoint, whom faults befall by order only.
    static let tokens = "oauth2.token"

    struct Scripted: Sendable {
        let fault: SheetsFault
        /// The name of the method it is for; nil for every write.
        let method: String?
        var times: Int
    }

    var rates: [(fault: SheetsFault, rate: Double)] = []
    var script: [Scripted] = []
    var random: SeededGenerator

    init(seed: UInt64, rates: [(fault: SheetsFault, rate: Double)] = []) {
        random = SeededGenerator(seed: seed)
        self.rates = rates
    }

    /// Returns what goes wrong with the next call of a method; nil where nothing does.
    mutating func next(_ method: String, isWrite: Bool) -> SheetsFault? {
        let index = script.firstIndex { $0.method.map { $0 == method } ?? isWrite }
        if let index {
            let fault = script[index].fault
            script[index].times -= 1
            if script[index].times <= 0 { script.remove(at: index) }
            return fault
        }
        guard !rates.isEmpty, method != Self.tokens else { return nil }
        var point = Double.random(in: 0..<1, using: &random)
        for (fault, rate) in rates {
            if point < rate { return fault }
            point -= rate
        }
        return nil
    }
}
