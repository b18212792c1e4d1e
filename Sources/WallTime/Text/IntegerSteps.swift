extension Int64 {
    // Civil arithmetic counts days down from the epoch as well as up, so quotients round down.
    @inline(__always)
    func flooredQuotient(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self < quotient * divisor ? quotient - 1 : quotient
    }

    // An instant at the edge of 64 bits stays at the edge; nothing that arrives from outside traps.
    @inline(__always)
    func saturatingSum(_ other: Int64) -> Int64 {
        let (sum, overflow) = addingReportingOverflow(other)
        guard overflow else { return sum }
        return other < 0 ? .min : .max
    }
}
