/// A rate that follows changes within a few seconds and does not jump with each batch.
struct SmoothedRate {
    /// How many a second; nil until something was measured.
    private(set) var perSecond: Double?
    private var lastCount: Int
    private var lastTime: UInt64

    init(count: Int, now: UInt64) {
        lastCount = count
        lastTime = now
    }

    /// Takes a new count; calls within a tenth of a second count as one.
    mutating func observe(_ count: Int, now: UInt64) {
        guard now >= lastTime, now - lastTime >= 100_000_000 else { return }
        let seconds = Double(now - lastTime) / 1e9
        let rate = Double(max(0, count - lastCount)) / seconds
        // A sample weighs as much as it is long against three seconds of memory.
        let weight = seconds / (3 + seconds)
        perSecond = perSecond.map { $0 + weight * (rate - $0) } ?? rate
        lastCount = count
        lastTime = now
    }
}
