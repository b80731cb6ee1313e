import AssayJSON
import AssayServer

/// One line of `assay doctor`.
struct Finding: Sendable {
    let name: String
    /// `ok`, or how bad it is.
    let status: String
    let detail: String
    /// The command that mends it.
    let remedy: String?

    var json: JSONValue {
        [
            "name": .string(self.name), "status": .string(self.status), "detail": .string(self.detail),
            "remedy": self.remedy.map(JSONValue.string) ?? .null,
        ]
    }

    /// The findings as a table, each remedy beneath its finding.
    static func table(_ findings: [Finding]) -> String {
        let nameWidth = findings.map(\.name.count).max() ?? 0
        let statusWidth = findings.map(\.status.count).max() ?? 0
        let indent = String(repeating: " ", count: nameWidth + statusWidth + 4)
        let lines = findings.flatMap { finding in
            let row = Self.pad(finding.name, nameWidth) + "  " + Self.pad(finding.status, statusWidth) + "  "
            let remedy = finding.status == "ok" ? nil : finding.remedy
            return [row + finding.detail] + (remedy.map { ["\(indent)mend: \($0)"] } ?? [])
        }
        return lines.joined(separator: "\n")
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.count))
    }
}
