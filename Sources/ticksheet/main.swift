import PosixBridge
import TicksheetApp

ProcessFacts.exit(await TicksheetProgram.run(Array(CommandLine.arguments.dropFirst())))
