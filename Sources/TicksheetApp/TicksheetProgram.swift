import CommandLineKit
import PosixBridge
import TicksheetCore

/// The program: arguments in, exit code out.
package enum TicksheetProgram {
    /// Runs the command that the arguments name.
    package static func run(_ arguments: [String]) async -> Int32 {
        guard ProcessStart.openStandardStreams() else { return ExitCode.inputOutput.rawValue }
        ProcessStart.ignoreSignals()
        ProcessFacts.mapLargeBlocks()
        let console = Console()
        switch Program.spec.parse(arguments, width: min(console.output.width, 100)) {
        case .help(let text):
            console.write(Array(text.utf8))
            return ExitCode.success.rawValue
        case .version(let line):
            console.print(line)
            return ExitCode.success.rawValue
        case .problems(let problems):
            console.write(note: Program.spec.report(problems))
            return ExitCode.usage.rawValue
        case .run(let invocation):
            let code = await run(invocation, console)
            // What serve says of itself is no result.
            guard code == .success, invocation.command != "serve", let lost = console.lost else {
                return code.rawValue
            }
            console.fail(
                lost.isFull ? "output.disk_full" : "output.failed",
                "Not all of the result was written: \(lost.reason). Free space, or name another place, and "
                    + "run it again."
            )
            return ExitCode.inputOutput.rawValue
        }
    }

    private static func run(_ invocation: Invocation, _ console: Console) async -> ExitCode {
        do throws(CommandFailure) {
            try requireSurroundings()
            switch invocation.command {
            case "demo": try await DemoCommand.run(invocation, console)
            case "init": try await InitCommand.run(invocation, console)
            case "check": try await CheckCommand.run(invocation, console)
            case "path": try PathCommand.run(invocation, console)
            case "map": try MapCommand.run(invocation, console)
            case "send": try await SendCommand.run(invocation, console)
            case "serve": try await ServeCommand.run(invocation, console)
            case "sync": try await SyncCommand.run(invocation, console)
            case "ingest": try await IngestCommand.run(invocation, console)
            case "export": try await ExportCommand.run(invocation, console)
            case "status": try StatusCommand.run(invocation, console)
            case "problems list": try ProblemsCommand.list(invocation, console)
            case "problems show": try ProblemsCommand.show(invocation, console)
            case "problems retry": try await ProblemsRetry.run(invocation, console)
            case "problems discard": try ProblemsDiscard.run(invocation, console)
            case "replay": try ReplayCommand.run(invocation, console)
            case "rebuild": try await RebuildCommand.run(invocation, console)
            case "adopt": try await AdoptCommand.run(invocation, console)
            case "emulate-sheets": try await EmulateSheetsCommand.run(invocation, console)
            case "zones": try await ZonesCommand.run(invocation, console)
            case "backup": try BackupCommand.run(invocation, console)
            case "login google": try await LoginCommand.google(invocation, console)
            case "forget": try await ForgetCommand.run(invocation, console)
            case let unknown: preconditionFailure("the command \(unknown) has no code")
            }
            return .success
        } catch {
            error.print(on: console)
            return error.exitCode
        }
    }
}

extension TicksheetProgram {
    // What the program itself opens: below it threads cannot even wait.
    private static let fewestFiles = 48

    private static func requireSurroundings() throws(CommandFailure) {
        guard ProcessStart.hasWorkingFolder else {
            throw .other(
                "folder.gone",
                "The folder that this was started in was removed. Change into one that is there: cd.",
                .inputOutput
            )
        }
        let files = ProcessFacts.raiseOpenFileLimit()
        guard files >= fewestFiles else {
            throw .other(
                "files.few",
                "Only \(files) files may be open at a time; expected \(fewestFiles) at least. Raise the "
                    + "limit (LimitNOFILE= of systemd, ulimit -n), then run this again.",
                .inputOutput
            )
        }
    }
}

/// Why a command ends without success.
enum CommandFailure: Error {
    /// Files that a person wrote have problems.
    case files(FileProblems)
    /// The journal did not do its part.
    case journal(JournalError)
    /// A sink did not do its part.
    case sink(SinkError)
    /// Something else: its code, a sentence, and the exit code.
    case other(String, String, ExitCode)
    /// All was said already.
    case said(ExitCode)

    var exitCode: ExitCode {
        switch self {
        case .files: .settings
        case .journal(let error):
            switch error {
            case .served, .otherName, .busy: .unavailable
            case .newer, .corrupt: .data
            default: .inputOutput
            }
        case .sink: .inputOutput
        case .other(_, _, let code), .said(let code): code
        }
    }

    func print(on console: Console) {
        switch self {
        case .files(let problems): console.fail(problems)
        case .journal(let error): console.fail(error)
        case .sink(let error): console.fail(error)
        case .other(let code, let sentence, _): console.fail(code, sentence)
        case .said: break
        }
    }
}

extension CommandFailure {
    /// Reads the settings that an invocation names.
    static func settings(
        _ invocation: Invocation,
        readsSecrets: Bool = false,
        readsFiles: Bool = false
    ) throws(CommandFailure) -> Settings {
        do throws(FileProblems) {
            return try SettingsReader.settings(
                at: invocation.required("settings"),
                readsSecrets: readsSecrets,
                readsFiles: readsFiles
            )
        } catch {
            throw .files(error)
        }
    }

    /// Runs a body whose errors are the journal's.
    static func onJournal<Value>(
        _ body: () throws(JournalError) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(JournalError) {
            return try body()
        } catch {
            throw .journal(error)
        }
    }

    /// Runs a body whose errors are the system's.
    static func onFiles<Value>(
        _ what: String,
        _ body: () throws(SystemError) -> Value
    ) throws(CommandFailure) -> Value {
        do throws(SystemError) {
            return try body()
        } catch {
            throw .other(
                error.isFull ? "file.disk_full" : "file.failed",
                "\(what): \(error).",
                .inputOutput
            )
        }
    }
}
