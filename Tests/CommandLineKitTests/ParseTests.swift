import CommandLineKit
import Testing

@Suite struct ParseTests {
    @Test func `the sample program describes itself without a fault`() {
        #expect(SampleProgram.program.faults.isEmpty)
    }

    @Test func `a call gives its options, flags and arguments`() throws {
        let call = try #require(
            SampleProgram.run(
                "map",
                "--mapping",
                "meta",
                "a.json",
                "--format=csv",
                "--explain",
                "-",
                "--settings",
                "other.json5",
                "--",
                "--odd"
            )
        )
        #expect(call.command == "map")
        #expect(call.required("mapping") == "meta")
        #expect(call.string("format") == "csv")
        #expect(call.flag("explain"))
        #expect(call.string("report") == nil)
        #expect(call.string("settings") == "other.json5")
        #expect(call.arguments("BODY") == ["a.json", "-", "--odd"])
    }

    @Test func `what is not given has its standard value and is known as not given`() throws {
        let call = try #require(SampleProgram.run("demo"))
        #expect(call.integer("pace") == 200)
        #expect(!call.isGiven("pace"))
        #expect(call.string("settings") == "./ticksheet.json5")
        #expect(call.strings("keep").isEmpty)
        let given = try #require(SampleProgram.run("demo", "--pace", "200"))
        #expect(given.isGiven("pace"))
    }

    @Test(arguments: [
        ["--settings", "x", "problems", "list"], ["problems", "--settings", "x", "list"],
        ["problems", "list", "--settings", "x"], ["--settings=x", "problems", "list"],
    ])
    func `an option of every command may stand anywhere`(_ arguments: [String]) throws {
        guard case .run(let call) = SampleProgram.program.parse(arguments) else {
            Issue.record("\(arguments) does not run")
            return
        }
        #expect(call.command == "problems list")
        #expect(call.string("settings") == "x")
    }

    @Test func `a repeated option keeps its order`() throws {
        let call = try #require(SampleProgram.run("sync", "--report", "b", "--report=a"))
        #expect(call.strings("report") == ["b", "a"])
        #expect(call.string("report") == "b")
    }

    @Test func `a value may hold an equals sign, a blank or a leading dash`() throws {
        let call = try #require(SampleProgram.run("demo", "--keep=a=b c", "--settings=-x"))
        #expect(call.string("keep") == "a=b c")
        #expect(call.string("settings") == "-x")
        let dash = try #require(SampleProgram.run("demo", "--keep", "-"))
        #expect(dash.string("keep") == "-")
    }

    @Test func `a number with a plus sign is an argument, an optional one may be left out`() throws
    {
        let call = try #require(SampleProgram.run("forget", "+573001234711"))
        #expect(call.argument("NUMBER") == "+573001234711")
        #expect(call.argument("NOTE") == nil)
        let note = try #require(SampleProgram.run("forget", "+573001234711", "asked by mail"))
        #expect(note.argument("NOTE") == "asked by mail")
    }

    @Test func `one of several options is enough`() throws {
        let call = try #require(SampleProgram.run("adopt", "--report", "a", "--write"))
        #expect(call.flag("write"))
        #expect(!call.flag("skip"))
    }

    @Test func `a file ending counts in any case`() throws {
        let call = try #require(SampleProgram.run("export", "--report", "a", "--to", "A.XLSX"))
        #expect(call.required("to") == "A.XLSX")
    }

    @Test(arguments: [["--version"], ["map", "--version"], ["problems", "--version"]])
    func `the version is one line`(_ arguments: [String]) {
        guard case .version(let line) = SampleProgram.program.parse(arguments) else {
            Issue.record("\(arguments) gives no version")
            return
        }
        #expect(line == "ticksheet 0.1.0")
    }

    @Test func `the exit codes are those of sysexits`() {
        #expect(ExitCode.allCases.map(\.rawValue) == [0, 64, 65, 69, 70, 74, 77, 78])
        #expect(ExitCode.usage.rawValue == 64)
        #expect(ExitCode.settings.rawValue == 78)
        #expect(ExitCode.permission.rawValue == 77)
        #expect(ExitCode.software.rawValue == 70)
    }

    @Test func `asking for an option that is not described ends the program`() async {
        await #expect(processExitsWith: .failure) {
            _ = SampleProgram.run("demo")?.string("kep")
        }
        await #expect(processExitsWith: .failure) {
            _ = SampleProgram.run("demo")?.integer("keep")
        }
    }
}
