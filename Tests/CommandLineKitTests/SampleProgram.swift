import CommandLineKit

/// A program with each kind of command, option and argument.
enum SampleProgram {
    static let program = ProgramSpec(
        name: "ticksheet",
        version: "0.1.0",
        summary: "keeps spreadsheets in step with the status webhooks of WhatsApp campaigns.",
        options: [
            .value("settings", "FILE", "The settings.", standard: "./ticksheet.json5")
        ],
        sections: [
            .init("Try it", [demo, map]),
            .init("Every day", [sync, export, problems, adopt, login, forget]),
        ]
    )

    static let demo = CommandSpec(
        "demo",
        "Shows the whole way on made-up webhooks; no account is needed.",
        options: [
            .value("keep", "DIR", "Keeps the files there."),
            .value(
                "pace",
                "N",
                "Webhooks a second.",
                rule: .integer(1...5_000),
                standard: "200"
            ),
        ],
        examples: [.init("ticksheet demo")]
    )

    static let map = CommandSpec(
        "map",
        "Tries a mapping on saved bodies and writes nothing.",
        discussion: [
            "Without --report it prints the events, one JSON object a line; with it, the rows "
                + "that the report would hold."
        ],
        arguments: [
            .init("BODY", "Saved bodies.", count: .any, readsStandardInput: true)
        ],
        options: [
            .value("mapping", "M", "The source mapping, by name or file.", isRequired: true),
            .value("report", "R", "The report mapping, by name or file."),
            .choice(
                "format",
                ["table", "csv", "ndjson"],
                "How rows are shown.",
                standard: "table"
            ),
            .flag("explain", "Shows where each value came from."),
        ],
        examples: [
            .init("ticksheet map --mapping meta-cloud-api body.json", "the events of one body"),
            .init("cat body.json | ticksheet map --mapping mine/acme.json5 --explain -"),
        ]
    )

    static let sync = CommandSpec(
        "sync",
        "Brings reports up to date, then ends.",
        options: [.value("report", "NAME", "Only this report.", isRepeatable: true)],
        examples: [.init("ticksheet sync --report campaigns", "one report, from cron")]
    )

    static let export = CommandSpec(
        "export",
        "Writes a report to a file.",
        options: [
            .value("report", "NAME", "The report.", isRequired: true),
            .value(
                "to",
                "FILE",
                "The file; its ending says the format.",
                rule: .ending([".csv", ".tsv", ".ods", ".xlsx", ".ndjson"]),
                isRequired: true
            ),
            .value("since", "T", "From this time on."),
        ],
        examples: [.init("ticksheet export --report campaigns --to week.xlsx")]
    )

    static let problems = CommandSpec(
        group: "problems",
        "Lists what could not be mapped or written, and why.",
        subcommands: [
            CommandSpec(
                "list",
                "Lists open problems.",
                options: [
                    .value("limit", "N", "How many.", rule: .integer(1...1_000), standard: "50")
                ],
                examples: [.init("ticksheet problems list")]
            ),
            CommandSpec(
                "show",
                "Shows one problem with its body.",
                arguments: [.init("ID", "The problem's number.", rule: .integer(1 ... .max))],
                examples: [.init("ticksheet problems show 17")]
            ),
        ]
    )

    static let adopt = CommandSpec(
        "adopt",
        "Takes over a sheet that another journal wrote.",
        options: [
            .value("report", "NAME", "The report.", isRequired: true),
            .flag("skip", "Leaves unwritten entries out."),
            .flag("write", "Writes unwritten entries."),
        ],
        alternatives: [.init(["skip", "write"], isRequired: true)],
        examples: [.init("ticksheet adopt --report campaigns --skip")]
    )

    static let login = CommandSpec(
        "login",
        "Signs in with your own client.",
        arguments: [.init("PROVIDER", "Where: google.", rule: .oneOf(["google"]))],
        examples: [.init("ticksheet login google")]
    )

    static let forget = CommandSpec(
        "forget",
        "Erases a number everywhere.",
        arguments: [.init("NUMBER", "The number."), .init("NOTE", "Why.", count: .optional)],
        examples: [.init("ticksheet forget +573001234711")]
    )

    static func run(_ arguments: String...) -> Invocation? {
        guard case .run(let invocation) = program.parse(arguments) else { return nil }
        return invocation
    }

    static func report(_ arguments: [String]) -> String? {
        guard case .problems(let problems) = program.parse(arguments) else { return nil }
        return program.report(problems)
    }

    static func help(_ arguments: String...) -> String? {
        guard case .help(let text) = program.parse(arguments) else { return nil }
        return text
    }
}
