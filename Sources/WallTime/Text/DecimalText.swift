extension [UInt8] {
    @inline(__always)
    mutating func append(twoDigits value: Int) {
        let small = UInt32(truncatingIfNeeded: value)
        append(48 &+ UInt8(truncatingIfNeeded: small / 10))
        append(48 &+ UInt8(truncatingIfNeeded: small % 10))
    }

    // Pads with zeros to `width` digits; a sign does not count as a digit.
    mutating func append(decimal value: Int, width: Int = 1) {
        if width == 4, 1_000...9_999 ~= value {
            append(twoDigits: value / 100)
            append(twoDigits: value % 100)
            return
        }
        if value < 0 { append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        var digits = 1
        var scale: UInt = 1
        while rest / scale >= 10 {
            scale *= 10
            digits += 1
        }
        if digits < width { append(contentsOf: repeatElement(48, count: width - digits)) }
        while scale > 0 {
            append(48 &+ UInt8(truncatingIfNeeded: rest / scale))
            rest %= scale
            scale /= 10
        }
    }

    // The first `digits` of the nine that nanoseconds have, cut and not rounded: a rounded fraction
    // could name a second that has not come yet.
    mutating func append(fraction nanoseconds: Int32, digits: Int) {
        var rest = Int(nanoseconds)
        var scale = 100_000_000
        for _ in 0..<digits {
            append(48 &+ UInt8(truncatingIfNeeded: rest / scale))
            rest %= scale
            scale /= 10
        }
    }

    mutating func append(fractionIfAny nanoseconds: Int32) {
        guard nanoseconds != 0 else { return }
        append(UInt8(ascii: "."))
        if nanoseconds % 1_000_000 == 0 {
            append(fraction: nanoseconds, digits: 3)
        } else {
            append(fraction: nanoseconds, digits: nanoseconds % 1_000 == 0 ? 6 : 9)
        }
    }
}
