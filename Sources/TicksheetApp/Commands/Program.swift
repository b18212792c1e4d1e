import CommandLineKit

/// The whole command line: every command's description, in one place.
enum Program {
    static let version = "0.1.0"
    /// The settings file where none is named.
    static let settingsFile = "./ticksheet.json5"

    static let spec = ProgramSpec(
        name: "ticksheet",
        version: version,
        summary: "keeps spreadsheets in step with the status webhooks of WhatsApp campaigns.",
        options: [
            .value("settings", "FILE", "The settings file.", standard: settingsFile)
        ],
        sections: [
            .init("Begin", [DemoCommand.spec, InitCommand.spec, CheckCommand.spec]),
            .init("Try mappings", [PathCommand.spec, MapCommand.spec, SendCommand.spec]),
            .init(
                "Every day",
                [
                    ServeCommand.spec, SyncCommand.spec, IngestCommand.spec, ExportCommand.spec,
                    StatusCommand.spec, ProblemsCommand.spec, ReplayCommand.spec,
                    RebuildCommand.spec, ZonesCommand.spec, BackupCommand.spec, ForgetCommand.spec,
                ]
            ),
            .init(
                "Google Sheets",
                [LoginCommand.spec, AdoptCommand.spec, EmulateSheetsCommand.spec]
            ),
        ]
    )
}
