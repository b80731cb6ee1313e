import Foundation
import Glibc

/// A release server on a free port, for as long as it is measured.
final class BenchServer {
    let port: UInt16
    private let process: Process

    /// - Parameter settings: of its environment, beside our own.
    init(settings: [String: String] = [:]) throws {
        let process = Process()
        process.executableURL = Self.binary("assay")
        process.arguments = ["serve", "--host", "127.0.0.1", "--port", "0", "--log-level", "error"]
        process.environment = ProcessInfo.processInfo.environment.merging(settings) { $1 }
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        self.process = process
        var text = ""
        while !text.contains("try:") {
            let data = output.fileHandleForReading.availableData
            guard !data.isEmpty else { throw CocoaError(.executableLoad) }
            text += String(decoding: data, as: UTF8.self)
        }
        guard let match = text.firstMatch(of: /http:\/\/[0-9.]+:([0-9]+)/), let port = UInt16(match.output.1) else {
            throw CocoaError(.executableLoad)
        }
        self.port = port
    }

    var pid: Int32 { self.process.processIdentifier }

    /// The programs lie beside this one.
    static func binary(_ name: String) -> URL {
        URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent().appending(path: name)
    }

    /// Processor time of the server process itself so far, seconds.
    var processorSeconds: Double { ProcessTable.processorSeconds(self.pid) }

    /// The same summed over the server, every process below it now, and this one.
    var treeProcessorSeconds: Double {
        ([self.pid, getpid()] + ProcessTable.descendants(of: self.pid)).map(ProcessTable.processorSeconds).reduce(0, +)
    }

    /// Peak resident memory of the server process itself, MiB.
    var peakResidentMegabytes: Int {
        Self.peakKibibytes(self.pid) / 1024
    }

    /// The same summed over the server and every process below it now, MiB. Pages that forks share count in each.
    var treePeakResidentMegabytes: Int {
        let tree = [self.pid] + ProcessTable.descendants(of: self.pid)
        return tree.map(Self.peakKibibytes).reduce(0, +) / 1024
    }

    private static func peakKibibytes(_ pid: Int32) -> Int { ProcessTable.number(pid, "VmHWM:") ?? 0 }

    func stop() {
        self.process.terminate()
        self.process.waitUntilExit()
    }
}

/// The machine and its numbers as text.
enum Machine {
    static var line: String {
        let cpu =
            (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n")
            .first { $0.hasPrefix("model name") }?.split(separator: ":").last ?? "unknown"
        let kernel = (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8)) ?? ""
        return "\(cpu.trimmingCharacters(in: .whitespaces)), \(ProcessInfo.processInfo.activeProcessorCount) cores, "
            + "Linux \(kernel.trimmingCharacters(in: .whitespacesAndNewlines))"
    }

    /// Processor time of everybody so far, the kernel's threads included, seconds.
    static var processorSeconds: Double {
        let stat = (try? String(contentsOfFile: "/proc/stat", encoding: .utf8)) ?? ""
        let fields = stat.prefix { $0 != "\n" }.split(separator: " ").dropFirst().compactMap { Double($0) }
        // user, nice, system; idle and waiting for disks are nobody's; interrupts.
        return (fields.prefix(3) + fields.dropFirst(5).prefix(2)).reduce(0, +) / Double(sysconf(Int32(_SC_CLK_TCK)))
    }

    static func number(_ value: Double, _ width: Int) -> String {
        let text = String(format: value < 100 ? "%.2f" : "%.0f", value)
        return String(repeating: " ", count: max(0, width - text.count)) + text
    }

    static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
