import Foundation
import WallTime

// Lets a script ask what the part answers.
//
//   time-probe FOLDER            reads "zone seconds", prints offset, daylight, abbreviation, time
//   time-probe FOLDER --local    reads "zone local-seconds", prints Unix seconds and fit
//   time-probe FOLDER --bench    prints a name and nanoseconds a call per line

let arguments = CommandLine.arguments
guard arguments.count >= 2 else {
    FileHandle.standardError.write(Data("usage: time-probe FOLDER [--local | --bench]\n".utf8))
    exit(64)
}

do {
    switch arguments.count > 2 ? arguments[2] : "" {
    case "--bench":
        try Bench(folder: arguments[1]).run()
    case "--local":
        try Answers(folder: arguments[1]).answerLocal()
    default:
        try Answers(folder: arguments[1]).answer()
    }
} catch {
    FileHandle.standardError.write(Data("\(error)\n".utf8))
    exit(65)
}
