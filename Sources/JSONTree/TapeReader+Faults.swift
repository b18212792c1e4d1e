extension TapeReader {
    /// The fault of what stands at the reader's place, where something else had to stand.
    func unexpected() -> ReadFault {
        ReadFault(at: at, expected: expected, after: preceding)
    }

    func tooDeep() -> ReadFault {
        var fault = ReadFault(at: at, expected: "at most \(depthLimit)")
        fault.found = .phrase("\(depthLimit + 1) levels of objects and arrays")
        fault.isRecoverable = false
        return fault
    }

    func tooMany() -> ReadFault {
        var fault = ReadFault(at: at, expected: "at most \(TapeEntry.limit)")
        fault.found = .phrase("more than \(TapeEntry.limit) values and keys")
        fault.isRecoverable = false
        return fault
    }

    private var expected: String {
        switch step {
        case .value: "a value"
        case .firstElement: "a value or \"]\""
        case .nextElement: isJSON5 ? "a value or \"]\"" : "a value"
        case .firstKey: isJSON5 ? "a key or \"}\"" : "a key in double quotes or \"}\""
        case .nextKey: isJSON5 ? "a key or \"}\"" : "a key in double quotes"
        case .colon: "\":\""
        case .afterValue: isInObject ? "\",\" or \"}\"" : "\",\" or \"]\""
        case .end: "the end of the text"
        }
    }

    private var preceding: String? {
        switch step {
        case .value: open >= 0 ? "\":\"" : nil
        case .firstElement: "\"[\""
        case .firstKey: "\"{\""
        case .nextElement, .nextKey: "\",\""
        case .colon: "a key"
        case .afterValue, .end: "a value"
        }
    }
}
