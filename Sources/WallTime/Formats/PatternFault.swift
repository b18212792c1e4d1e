// What is wrong with a pattern, before it is said whether the pattern was meant to write or to read.
struct PatternFault: Error {
    // Characters up to the part in question, from 1; 0 if it is the pattern as a whole.
    let position: Int
    let found: String
    let reason: String
    let remedy: String
}
