/// A way to set text apart on a terminal; never the only carrier of a meaning.
package enum TextStyle: Int, Sendable, Equatable {
    /// Heavier letters, for headings.
    case bold = 1
    /// Fainter letters, for what matters less.
    case dim = 2
    /// For what is wrong.
    case red = 31
    /// For what went well.
    case green = 32
    /// For what needs a look.
    case yellow = 33
    /// For names and addresses to copy.
    case cyan = 36
}
