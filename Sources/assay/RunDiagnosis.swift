import ArgumentParser
import AssayJSON
import AssayTraining
import AssayYAML
import Foundation

/// `assay doctor RUN`: what a run's folder tells.
struct RunDiagnosis {
    let directory: RunDirectory
    /// The tool server that is asked where the run's tools seem to fail; nil for the run's own.
    var toolServer: String?
    var json = false
    /// Whether the run's page is made anew.
    var writesReport = false

    init(_ path: String) { self.directory = RunDirectory(path) }

    func run() async throws {
        guard self.directory.hasRun else {
            StandardStream.printError(
                "assay doctor: \(self.directory.path) has no run of assay train (\(self.directory.resolvedConfiguration) "
                    + "is not there)")
            throw ExitCode(ExitStatus.unreadable)
        }
        let diagnosis = Diagnosis(
            MetricsLog.read(self.directory.metrics), toolErrorLog: self.directory.toolErrors)
        let findings = await diagnosis.findings {
            await SandboxProbe.probe(
                self.toolServer ?? self.ownServer, key: ProcessInfo.processInfo.environment["ASSAY_KEY"])
        }
        self.report(findings)
        if self.writesReport {
            try RunReport.write(self.directory)
            StandardStream.printError("assay doctor: wrote \(self.directory.report)")
        }
        guard findings.allSatisfy({ $0.status != .fault }) else { throw ExitCode(1) }
    }

    /// The server that the run's configuration names.
    private var ownServer: String? {
        let text = FileManager.default.contents(atPath: self.directory.resolvedConfiguration)
        let settings = text.flatMap { try? JSONValue(yaml: String(decoding: $0, as: UTF8.self)) }
        return settings?["assay"]?["server_url"]?.string
    }

    private func report(_ findings: [RunFinding]) {
        let rows = findings.map {
            Finding(name: $0.check.rawValue, status: $0.status.rawValue, detail: $0.detail, remedy: $0.remedy)
        }
        guard self.json else { return StandardStream.print(Finding.table(rows)) }
        let json: JSONValue = [
            "ok": .bool(findings.allSatisfy { $0.status != .fault }), "items": .array(rows.map(\.json)),
        ]
        StandardStream.print(json.text)
    }
}
