extension UInt8 {
    @inline(__always)
    var isASCIIDigit: Bool { self &- 48 < 10 }

    @inline(__always)
    var isASCIILetter: Bool { (self | 0x20) &- 97 < 26 }

    @inline(__always)
    var isDigitOrSign: Bool {
        isASCIIDigit || self == UInt8(ascii: "+") || self == UInt8(ascii: "-")
    }

    @inline(__always)
    var isASCIISpace: Bool { self == 32 || self &- 9 < 5 }
}
