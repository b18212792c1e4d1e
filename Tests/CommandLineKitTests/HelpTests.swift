import CommandLineKit
import Testing

@Suite struct HelpTests {
    @Test(arguments: [
        ["map", "--help"], ["map", "-h", "--bad"], ["help", "map"], ["-h", "map"],
    ])
    func `the help of a command is whole`(_ arguments: [String]) {
        guard case .help(let text) = SampleProgram.program.parse(arguments) else {
            Issue.record("\(arguments) gives no help")
            return
        }
        #expect(
            text == """
                Usage: ticksheet map --mapping M [--report R] [--format table|csv|ndjson]
                                     [--explain] [BODY…|-]

                Tries a mapping on saved bodies and writes nothing.

                Without --report it prints the events, one JSON object a line; with it, the rows
                that the report would hold.

                Arguments:
                  BODY…|-                    Saved bodies.

                Options:
                  --mapping M                The source mapping, by name or file. Required.
                  --report R                 The report mapping, by name or file.
                  --format table|csv|ndjson  How rows are shown. Default: table
                  --explain                  Shows where each value came from.

                Every command:
                  --settings FILE            The settings. Default: ./ticksheet.json5
                  -h, --help                 Shows this help.
                  --version                  Shows the version.

                Examples:
                  # the events of one body
                  ticksheet map --mapping meta-cloud-api body.json
                  cat body.json | ticksheet map --mapping mine/acme.json5 --explain -

                """
        )
    }

    @Test func `a group's help lists its commands`() {
        #expect(
            SampleProgram.help("problems", "--help") == """
                Usage: ticksheet problems COMMAND

                Lists what could not be mapped or written, and why.

                Commands:
                  list             Lists open problems.
                  show             Shows one problem with its body.

                Every command:
                  --settings FILE  The settings. Default: ./ticksheet.json5
                  -h, --help       Shows this help.
                  --version        Shows the version.

                Examples:
                  ticksheet problems list
                  ticksheet problems show 17

                """
        )
    }

    @Test func `the overview lists every command by section`() {
        let overview = """
            ticksheet 0.1.0: keeps spreadsheets in step with the status webhooks of WhatsApp
            campaigns.

            Usage: ticksheet COMMAND [OPTIONS]

            Try it:
              demo                Shows the whole way on made-up webhooks; no account is
                                  needed.
              map                 Tries a mapping on saved bodies and writes nothing.

            Every day:
              sync                Brings reports up to date, then ends.
              export              Writes a report to a file.
              problems list|show  Lists what could not be mapped or written, and why.
              adopt               Takes over a sheet that another journal wrote.
              login               Signs in with your own client.
              forget              Erases a number everywhere.

            Every command:
              --settings FILE     The settings. Default: ./ticksheet.json5
              -h, --help          Shows this help.
              --version           Shows the version.

            Run "ticksheet COMMAND --help" for its options and examples.

            """
        #expect(SampleProgram.help() == overview)
        #expect(SampleProgram.help("--help") == overview)
        #expect(SampleProgram.help("help") == overview)
    }

    @Test(arguments: [
        ("sync", "Usage: ticksheet sync [--report NAME]…"),
        ("adopt", "Usage: ticksheet adopt --report NAME (--skip | --write)"),
        ("export", "Usage: ticksheet export --report NAME --to FILE [--since T]"),
        ("forget", "Usage: ticksheet forget NUMBER [NOTE]"),
        ("login", "Usage: ticksheet login PROVIDER"),
    ])
    func `the usage line shows what is required, repeated and exclusive`(
        _ command: String,
        _ usage: String
    ) {
        #expect(SampleProgram.help(command, "-h")?.split(separator: "\n").first == usage[...])
    }

    @Test func `numbers show their bounds, repeated options that they are`() throws {
        let demo = try #require(SampleProgram.help("demo", "-h"))
        #expect(
            demo.contains(
                "  --pace N         Webhooks a second. A whole number, 1…5000. Default: 200\n"
            )
        )
        let sync = try #require(SampleProgram.help("sync", "-h"))
        #expect(
            sync.contains("  --report NAME    Only this report. May be given several times.\n")
        )
    }

    @Test(arguments: 40...120)
    func `no line of help is wider than asked for but an example`(_ width: Int) {
        let program = SampleProgram.program
        let texts =
            program.commands.map { program.help(for: $0, path: $0.name, width: width) }
            + [program.overview(width: width)]
        for line in texts.flatMap({ $0.split(separator: "\n") }) {
            let isExample = line.hasPrefix("  ticksheet ") || line.hasPrefix("  cat ")
            #expect(displayWidth(String(line)) <= width || isExample, "\(line)")
            #expect(line.last != " ")
        }
    }

    @Test func `a description with faults names each`() {
        let broken = ProgramSpec(
            name: "t",
            version: "1",
            summary: "is broken.",
            options: [.flag("all", "All.")],
            sections: [
                .init(
                    "Broken",
                    [
                        CommandSpec(
                            "one",
                            "No period",
                            arguments: [.init("A", "A.", count: .any), .init("A", "B.")],
                            options: [
                                .flag("all", "Twice."),
                                .choice("as", ["x"], "As.", standard: "y"),
                            ],
                            alternatives: [.init(["all", "none"], isRequired: false)],
                            examples: []
                        ),
                        CommandSpec("two", "Two.", examples: [.init("t two --bad"), .init("u")]),
                        CommandSpec("two", "Two.", examples: [.init("t --help")]),
                    ]
                )
            ]
        )
        #expect(
            broken.faults == [
                "the command two is described twice",
                "one: the summary is no sentence with a period",
                "one: the option --all is described twice",
                "one: the argument A is described twice",
                "one: the alternative --none is no option",
                "one: A takes the rest and is not the last",
                "one: the standard value is refused: --as is \"y\"; allowed is x.",
                "one: there is no example",
                "two: the example \"t two --bad\" is refused: two: unknown option \"--bad\"; "
                    + "allowed are --all, --help and --version.",
                "two: the example \"u\" does not call t",
                "two: the example \"t --help\" runs something else",
            ]
        )
    }

    @Test func `an example may quote a value with blanks`() {
        let program = ProgramSpec(
            name: "t",
            version: "1",
            summary: "quotes.",
            options: [],
            sections: [
                .init(
                    "All",
                    [
                        CommandSpec(
                            "path",
                            "Path.",
                            arguments: [.init("EXPR", "E."), .init("BODY", "B.")],
                            examples: [.init("t path \"$[?@.a == 'b c']\" '' | wc -l")]
                        )
                    ]
                )
            ]
        )
        #expect(
            program.faults == [
                "path: the example \"t path \"$[?@.a == 'b c']\" '' | wc -l\" is refused: path: "
                    + "BODY is empty; give it a value, or look at the shell variable it comes from."
            ]
        )
    }
}
