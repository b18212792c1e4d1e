import CommandLineKit
import Testing

@Suite struct UsageProblemTests {
    private static let ofMap =
        "--mapping, --report, --format, --explain, --settings, --help and --version"
    private static let commands =
        "demo, map, sync, export, problems, adopt, login and forget"

    /// A line, what is said about it, and the command whose help is named below.
    private static let cases: [(line: String, errors: [String], command: String)] = [
        (
            "serv", ["[usage.unknown_command]: unknown command \"serv\"; allowed are \(commands)."],
            ""
        ),
        (
            "mpa",
            [
                "[usage.unknown_command]: unknown command \"mpa\"; allowed are \(commands). "
                    + "Did you mean map?"
            ], ""
        ),
        (
            "list",
            [
                "[usage.unknown_command]: unknown command \"list\"; allowed are \(commands). "
                    + "Did you mean problems list?"
            ], ""
        ),
        (
            "help mapp",
            [
                "[usage.unknown_command]: unknown command \"mapp\"; allowed are \(commands). "
                    + "Did you mean map?"
            ], ""
        ),
        (
            "problems",
            ["[usage.missing_command]: problems: a command is missing; allowed are list and show."],
            " problems"
        ),
        (
            "problems lsit --limit 3",
            [
                "[usage.unknown_command]: problems: unknown command \"lsit\"; allowed are list and "
                    + "show. Did you mean list?"
            ], " problems"
        ),
        (
            "map --mapping m --reprot x",
            [
                "[usage.unknown_option]: map: unknown option \"--reprot\"; allowed are \(ofMap). "
                    + "Did you mean --report?"
            ], " map"
        ),
        (
            "map --maping=x --format cvs",
            [
                "[usage.unknown_option]: map: unknown option \"--maping\"; allowed are \(ofMap). "
                    + "Did you mean --mapping?",
                "[usage.value]: map: --format is \"cvs\"; allowed are table, csv and ndjson. "
                    + "Did you mean csv?",
            ], " map"
        ),
        (
            "map --mapping",
            [
                "[usage.missing_value]: map: --mapping M needs a value, and the line ends after it."
            ], " map"
        ),
        (
            "map --mapping --weird",
            [
                "[usage.missing_value]: map: --mapping M needs a value, and \"--weird\" follows; a "
                    + "value that begins with \"-\" is written --mapping=M."
            ], " map"
        ),
        (
            "map --mapping --reprot x",
            [
                "[usage.missing_value]: map: --mapping M needs a value, and \"--reprot\" follows; a "
                    + "value that begins with \"-\" is written --mapping=M.",
                "[usage.unknown_option]: map: unknown option \"--reprot\"; allowed are \(ofMap). "
                    + "Did you mean --report?",
            ], " map"
        ),
        (
            "map --mapping --report x",
            [
                "[usage.missing_value]: map: --mapping M needs a value, and \"--report\" follows; "
                    + "a value that begins with \"-\" is written --mapping=M."
            ], " map"
        ),
        (
            "map --explain=yes --mapping= -",
            [
                "[usage.unexpected_value]: map: --explain takes no value, and \"yes\" was given; "
                    + "write --explain alone.",
                "[usage.empty_value]: map: --mapping is empty; give it a value, or look at the "
                    + "shell variable it comes from.",
            ], " map"
        ),
        (
            "--report x sync",
            [
                "[usage.option_before_command]: sync: the option \"--report\" stands before the "
                    + "command; write it after one that takes it: map, sync, export or adopt."
            ], " sync"
        ),
        (
            "problems --limit 3 list",
            [
                "[usage.option_before_command]: problems list: the option \"--limit\" stands "
                    + "before the command; write it after one that takes it: problems list."
            ], " problems list"
        ),
        (
            "demo -keep=x -v --pace 6000",
            [
                "[usage.unknown_option]: demo: unknown option \"-keep\"; allowed are --keep, "
                    + "--pace, --settings, --help and --version. Did you mean --keep?",
                "[usage.unknown_option]: demo: unknown option \"-v\"; allowed are --keep, --pace, "
                    + "--settings, --help and --version.",
                "[usage.value]: demo: --pace is \"6000\"; allowed is a whole number, 1…5000.",
            ], " demo"
        ),
        (
            "problems list --limit -5",
            [
                "[usage.value]: problems list: --limit is \"-5\"; allowed is a whole number, "
                    + "1…1000."
            ], " problems list"
        ),
        (
            "problems show 99999999999999999999",
            [
                "[usage.value]: problems show: ID is \"99999999999999999999\"; allowed is a whole "
                    + "number, 1 or more."
            ], " problems show"
        ),
        (
            "adopt --repor a --skip --write",
            [
                "[usage.unknown_option]: adopt: unknown option \"--repor\"; allowed are --report, "
                    + "--skip, --write, --settings, --help and --version. Did you mean --report?",
                "[usage.conflict]: adopt: --skip and --write exclude each other; give one of them.",
            ], " adopt"
        ),
        (
            "adopt",
            [
                "[usage.missing_option]: adopt: --report NAME is missing and required.",
                "[usage.missing_choice]: adopt: one of --skip and --write is missing and required.",
            ], " adopt"
        ),
        (
            "export --report a --report b --to x.xslx",
            [
                "[usage.value]: export: --to is \"x.xslx\"; it has to end with .csv, .tsv, .ods, "
                    + ".xlsx or .ndjson. Did you mean .xlsx?",
                "[usage.repeated_option]: export: --report is given 2 times, \"a\" and \"b\"; it "
                    + "is allowed once.",
            ], " export"
        ),
        (
            "login gogle",
            [
                "[usage.value]: login: PROVIDER is \"gogle\"; allowed is google. Did you mean "
                    + "google?"
            ], " login"
        ),
        (
            "forget", ["[usage.missing_argument]: forget: the argument NUMBER is missing."],
            " forget"
        ),
        (
            "forget a b c d e f g",
            [
                "[usage.unexpected_argument]: forget: unexpected arguments \"c\", \"d\", \"e\" and "
                    + "2 more; it takes only NUMBER and NOTE."
            ], " forget"
        ),
        (
            "sync campaigns",
            [
                "[usage.unexpected_argument]: sync: unexpected argument \"campaigns\"; this "
                    + "command takes none."
            ], " sync"
        ),
        (
            "--sttings x --settings a --settings b",
            [
                "[usage.unknown_option]: unknown option \"--sttings\"; allowed are --settings, "
                    + "--help and --version. Did you mean --settings?"
            ], ""
        ),
        (
            "sync --quiet now",
            [
                "[usage.unknown_option]: sync: unknown option \"--quiet\"; allowed are --report, "
                    + "--settings, --help and --version."
            ], " sync"
        ),
    ]

    @Test(arguments: cases)
    func `every problem of a line is told at once, whole`(
        _ line: String,
        _ errors: [String],
        _ command: String
    ) {
        let expected =
            errors.map { "error\($0)\n" }.joined()
            + "Run \"ticksheet\(command) --help\" to see what is allowed.\n"
        #expect(SampleProgram.report(line.split(separator: " ").map(String.init)) == expected)
    }

    @Test func `hostile text cannot steer the terminal and a long one is cut`() {
        let hostile = "\u{1B}[2J\nerror: \u{202E}txt\u{7}"
        #expect(
            SampleProgram.report(["login", hostile]) == """
                error[usage.value]: login: PROVIDER is "\\u001b[2J\\nerror: \\u202etxt\\u0007"; \
                allowed is google.
                Run "ticksheet login --help" to see what is allowed.

                """
        )
        let long = String(repeating: "x", count: 100_000)
        #expect(
            SampleProgram.report(["login", long]) == """
                error[usage.value]: login: PROVIDER is "\(long.prefix(59))…"; allowed is google.
                Run "ticksheet login --help" to see what is allowed.

                """
        )
    }

    @Test func `a command can refuse a value in the same words`() {
        let problem = UsageProblem(
            command: "export",
            .refused(subject: "--since", given: "tomorow", expected: "a time such as 2026-01-31")
        )
        #expect(
            SampleProgram.program.report([problem]) == """
                error[usage.value]: export: --since is "tomorow"; allowed is a time such as \
                2026-01-31.
                Run "ticksheet export --help" to see what is allowed.

                """
        )
    }

    @Test func `no random line ends the program or runs what is not described`() {
        let seed = UInt64.random(in: .min ... .max)
        var random = SeededGenerator(state: seed)
        let words = [
            "map", "problems", "list", "show", "--mapping", "--mapping=", "-", "--", "-h", "--x",
            "--report", "1", "", "-=", "=", "--=", "--settings", "\u{1B}", "é", "help", "adopt",
            "--skip", "--write", "---", "--help=1", "login", "google",
        ]
        let starts = [[], ["problems", "list"], ["login", "google"], ["map", "--mapping", "1"]]
        var runs = 0
        for round in 0..<3_000 {
            let start = starts[round % starts.count]
            let count = Int.random(in: 0...6, using: &random)
            let line =
                start
                + (0..<count).map { _ in words[Int.random(in: words.indices, using: &random)] }
            switch SampleProgram.program.parse(line) {
            case .run(let call):
                runs += 1
                if call.command == "map" {
                    #expect(!call.required("mapping").isEmpty, "seed \(seed): \(line)")
                }
            case .problems(let problems):
                let text = SampleProgram.program.report(problems)
                #expect(!problems.isEmpty, "seed \(seed): \(line)")
                #expect(!text.contains("\u{1B}"), "seed \(seed): \(line)")
            case .help, .version:
                #expect(!line.isEmpty || count == 0, "seed \(seed): \(line)")
            }
        }
        #expect(runs > 0, "seed \(seed)")
    }
}
