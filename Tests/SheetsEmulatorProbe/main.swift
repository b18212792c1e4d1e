import Foundation
import PosixBridge
import SheetsEmulator

// Runs the stand-in for scripts: prints where it listens, and stops when its input ends.
//
// usage: sheets-emulator [open] [file=PATH] [seed=N] [scale=N] [start=MS] [port=N] [quotas=none] [key=FILE]
//     [machine=ADDRESS] [cells=N] [user=CLIENT:SECRET:REFRESH:ADDRESS]
var options = EmulatorOptions()
var port: UInt16 = 0
for argument in CommandLine.arguments.dropFirst() {
    let parts = argument.split(separator: "=", maxSplits: 1).map(String.init)
    let value = parts.count > 1 ? parts[1] : ""
    switch parts.first ?? "" {
    case "open": options.access = .open
    case "file": options.file = value
    case "seed": options.seed = UInt64(value) ?? 1
    case "scale": options.clockScale = Double(value) ?? 1
    case "start": options.clockStart = Int64(value)
    case "port": port = UInt16(value) ?? 0
    case "cells": options.cellLimit = Int(value) ?? options.cellLimit
    case "quotas": options.quotas = nil
    case "key":
        let bytes = FileManager.default.contents(atPath: value).map { [UInt8]($0) } ?? []
        if let account = ServiceAccount(keyFile: bytes) { options.accounts.append(account) }
    case "machine": options.machineAccount = value
    case "user":
        let words = value.split(separator: ":").map(String.init)
        guard words.count == 4 else { exit(64) }
        options.users.append(
            AuthorizedUser(
                clientId: words[0],
                clientSecret: words[1],
                refreshToken: words[2],
                email: words[3],
                scopes: ["https://www.googleapis.com/auth/spreadsheets"]
            )
        )
    default:
        print("sheets-emulator: there is no \(argument)")
        exit(64)
    }
}
do {
    let socket = try ListeningSocket(host: "127.0.0.1", port: port)
    let emulator = try SheetsEmulator(options, on: socket)
    print(emulator.endpoint)
    fflush(nil)
    while readLine() != nil {}
    emulator.stop()
} catch {
    print("sheets-emulator: \(error)")
    exit(74)
}
