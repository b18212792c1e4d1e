// How a format writes an offset from UTC.
enum OffsetStyle: Hashable, Sendable {
    enum Minutes: Hashable, Sendable {
        // -0500
        case joined
        // -05:00
        case withColon
        // -05, and +0530 where there are minutes.
        case ifNotZero
    }

    case numeric(minutes: Minutes, zForZero: Bool)
    // GMT-5, GMT+5:30
    case shortGMT
    // GMT-05:00
    case longGMT

    func append(_ offset: ZoneOffset, prefix: [UInt8] = [], to bytes: inout [UInt8]) {
        // Cut towards zero: none of these forms has seconds.
        let minutes = Int(offset.seconds / 60)
        let hour = Int(minutes.magnitude) / 60
        let minute = Int(minutes.magnitude) % 60
        switch self {
        case .numeric(_, true) where minutes == 0:
            bytes.append(UInt8(ascii: "Z"))
        case .numeric(let form, _):
            bytes.append(minutes < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            bytes.append(twoDigits: hour)
            if form == .ifNotZero, minute == 0 { return }
            if form == .withColon { bytes.append(UInt8(ascii: ":")) }
            bytes.append(twoDigits: minute)
        case .shortGMT, .longGMT:
            bytes.append(contentsOf: prefix)
            guard minutes != 0 else { return }
            bytes.append(minutes < 0 ? UInt8(ascii: "-") : UInt8(ascii: "+"))
            bytes.append(decimal: hour, width: self == .longGMT ? 2 : 1)
            guard self == .longGMT || minute != 0 else { return }
            bytes.append(UInt8(ascii: ":"))
            bytes.append(twoDigits: minute)
        }
    }
}
