extension CommandSpec {
    /// What follows the command in its usage line, piece by piece: required options first, then
    /// alternatives, optional ones, arguments.
    var usagePieces: [String] {
        let inAlternatives = Set(alternatives.flatMap(\.names))
        let single = options.filter { !inAlternatives.contains($0.name) }
        var pieces = single.filter(\.isRequired).map { $0.isRepeatable ? $0.label + "…" : $0.label }
        for choice in alternatives {
            let labels = choice.names.compactMap { name in
                options.first { $0.name == name }?.label
            }
            let joined = labels.joined(separator: " | ")
            pieces.append(choice.isRequired ? "(\(joined))" : "[\(joined)]")
        }
        pieces += single.filter { !$0.isRequired }.map {
            "[\($0.label)]" + ($0.isRepeatable ? "…" : "")
        }
        pieces += arguments.map { $0.isRequired ? $0.label : "[\($0.label)]" }
        return pieces
    }
}
