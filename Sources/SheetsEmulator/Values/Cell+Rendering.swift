extension CellValue {
    /// The value after calculation, as an `ExtendedValue`.
    var effective: JSONValue {
        if case .formula = self {
            return [
                "errorValue": [
                    "type": "ERROR", "message": "This stand-in does not calculate formulas.",
                ]
            ]
        }
        return json
    }
}

/// How values are handed out.
enum ValueRender: String, Sendable {
    case formatted = "FORMATTED_VALUE"
    case unformatted = "UNFORMATTED_VALUE"
    case formula = "FORMULA"

    static let words = [formatted, unformatted, formula].map(\.rawValue)
}

extension Cell {
    /// What a person sees.
    func formatted(_ locale: Locale) -> String {
        switch value {
        case nil: ""
        case .number(let number)?: NumberPattern.text(number, numberFormat, locale)
        case .text(let text)?: text
        case .bool(let bool)?: bool ? "TRUE" : "FALSE"
        case .formula?: "#ERROR!"
        }
    }

    /// The value as `values.get` prints it.
    func rendered(_ render: ValueRender, datesAsText: Bool, _ locale: Locale) -> JSONValue {
        switch (render, value) {
        case (_, nil): return ""
        case (.formula, .formula(let text)?): return .string(text)
        case (.formatted, _), (_, .formula?): return .string(formatted(locale))
        case (_, .number(let number)?):
            let type = numberFormat?["type"]?.text ?? ""
            let isDate = ["DATE", "TIME", "DATE_TIME"].contains(type)
            return datesAsText && isDate ? .string(formatted(locale)) : .number(number)
        case (_, .text(let text)?): return .string(text)
        case (_, .bool(let bool)?): return .bool(bool)
        }
    }
}
