import AssayAnswers
import AssayJSON
import AssayOutcome
import AssayPages
import AssayRewards
import Foundation

/// One self-contained HTML page about rollouts: an overview, and every rollout as a conversation, to be searched, filtered,
/// grouped and sorted by the page's own script.
package struct RolloutPage: Sendable {
    package var title: String
    /// What was played, for the page's head.
    package var facts: [(name: String, value: String)] = []
    private let trajectories: [Trajectory]
    private let summary: RolloutSummary

    package init(title: String, trajectories: [Trajectory]) {
        self.title = title
        self.trajectories = trajectories
        self.summary = RolloutSummary(trajectories)
    }

    /// The page about what was read from a log: titled by its name, with the settings that its folder tells of.
    package init(_ trajectories: [Trajectory], of log: String) {
        let url = URL(filePath: log).standardizedFileURL
        self.init(title: url.lastPathComponent, trajectories: trajectories)
        self.facts = [("from", log)] + (trajectories.first.map { [("step", "\($0.identity.step)")] } ?? [])
        let folder = log.hasSuffix(".jsonl") ? url.deletingLastPathComponent().path : log
        for setting in RunOrigin(directory: folder).settings?.members ?? [] where setting.value.array == nil {
            self.facts.append((setting.name, setting.value.string ?? setting.value.text))
        }
    }

    package func html() throws -> String {
        let template = try PageTemplate(PackageResources.rollouts_mustache)
        var page = Page(title: self.title, body: template.html(self.overview))
        page.style = String(decoding: PackageResources.rollouts_css, as: UTF8.self)
        page.script = String(decoding: PackageResources.rollouts_js, as: UTF8.self)
        page.data = RolloutCards(self.trajectories).json
        return try page.html()
    }

    private var overview: JSONValue {
        let (summary, groups) = (self.summary, self.summary.groups)
        return [
            "title": .string(self.title),
            "facts": .array(self.facts.map { ["name": .string($0.name), "value": .string($0.value)] }),
            "accuracy": .string(Figure.percent(summary.accuracy)), "right": .string(Figure.count(summary.correct)),
            "scored": .string(Figure.count(summary.scored)), "isClustered": .bool(groups.width > 1),
            "interval": groups.accuracyInterval.map { $0.scale(at: summary.accuracy) } ?? .null,
            "figures": .array(self.figures), "tenths": self.tenths,
            "tables": .array([self.classes, self.outcomes, self.stops, self.lengths, self.findings]),
        ]
    }

    private var figures: [JSONValue] {
        let (summary, groups) = (self.summary, self.summary.groups)
        func decimal(_ value: Double?, _ digits: Int) -> String {
            value.map { Figure.decimal($0, digits: digits) } ?? "–"
        }
        var figures = [
            (decimal(summary.meanReward, 3), "mean reward"), (Figure.percent(summary.toolCallRate), "call a tool"),
            (decimal(summary.meanTurns, 2), "turns on average"),
            (decimal(summary.meanDuration, 2) + " s", "a rollout on average"),
            (Figure.count(summary.report.masked), "masked: ended by a fault of ours, and not scored"),
        ]
        if let tokens = summary.meanTokens { figures.insert((decimal(tokens, 0), "tokens on average"), at: 3) }
        if groups.width > 1 {
            let whole = Double(max(1, groups.whole.count))
            figures.insert((Figure.percent(Double(groups.oneRight) / whole), "best@\(groups.width)"), at: 1)
            figures.insert((Figure.percent(Double(groups.majorityRight) / whole), "maj@\(groups.width)"), at: 2)
        }
        return figures.map { ["value": .string($0), "name": .string($1)] }
    }

    private var tenths: JSONValue {
        let tenths = self.summary.tally.tenths
        let most = Double(max(1, tenths.max() ?? 0))
        return .array(
            tenths.enumerated().map { index, count in
                let from = index == 0 ? "" : "from=0.\(index)"
                let below = index == 9 ? "" : "below=\(Figure.decimal(Double(index + 1) / 10, digits: 1))"
                return [
                    "from": .string(Figure.decimal(Double(index) / 10, digits: 1)),
                    "count": .string(Figure.count(count)), "height": .string(Figure.width(Double(count) / most)),
                    "hash": .string([from, below].filter { !$0.isEmpty }.joined(separator: "&")),
                ]
            })
    }
}

// MARK: - Tables

extension RolloutPage {
    private var classes: JSONValue {
        let tally = self.summary.tally
        return Self.table(
            "Error classes", "shares of scored rollouts; one may be in several",
            ErrorClass.allCases.map { errorClass in
                Row(
                    name: errorClass.rawValue, meaning: errorClass.meaning, filter: "class",
                    count: tally.looksFor(errorClass) ? tally.count(errorClass) : nil, share: tally.share(errorClass))
            })
    }

    private var outcomes: JSONValue {
        let calls = Double(max(1, self.summary.report.calls))
        return Self.table(
            "Tool calls", "by how they ended",
            Outcome.allCases.compactMap { outcome in
                self.summary.outcomes[outcome].map { count in
                    Row(name: outcome.rawValue, filter: "outcome", count: count, share: Double(count) / calls)
                }
            })
    }

    private var stops: JSONValue {
        Self.table(
            "Ends", "why rollouts stopped",
            StopReason.allCases.compactMap { reason in self.summary.stops[reason].map { (reason.rawValue, $0) } }.map {
                Row(name: $0, filter: "stop", count: $1, share: self.summary.perTrajectory($1))
            })
    }

    private var lengths: JSONValue {
        Self.table(
            "Turns", "of the assistant in a rollout",
            self.summary.lengths.sorted { $0.key < $1.key }.map { length, count in
                Row(name: "\(length)", filter: "turns", count: count, share: self.summary.perTrajectory(count))
            })
    }

    private var findings: JSONValue {
        let report = self.summary.report
        return Self.table(
            "Detectors", report.affected.isEmpty ? "nothing was found" : "rollouts in which it was found, once or more",
            Finding.allCases.compactMap { finding in
                report.affected[finding].map { affected in
                    Row(
                        name: finding.rawValue, meaning: finding.meaning, filter: "found", count: affected,
                        share: self.summary.perTrajectory(affected))
                }
            })
    }

    private struct Row {
        var name: String
        var meaning: String?
        /// Under which name the page's address has it.
        var filter: String
        var count: Int?
        var share: Double?

        var json: JSONValue {
            [
                "name": .string(self.name), "meaning": .optional(self.meaning),
                "hash": .string("\(self.filter)=\(self.name)"), "isSome": .bool((self.count ?? 0) > 0),
                "count": .string(self.count.map(Figure.count) ?? "–"), "share": .string(Figure.percent(self.share)),
                "width": .string(Figure.width(self.share)),
            ]
        }
    }

    private static func table(_ title: String, _ note: String, _ rows: [Row]) -> JSONValue {
        ["title": .string(title), "note": .string(note), "rows": .array(rows.map(\.json))]
    }
}

extension Finding {
    /// What was found, in a few words.
    fileprivate var meaning: String {
        switch self {
        case .voidTurn: "a turn with neither a call nor an answer"
        case .duplicateCall: "the same call again"
        case .fakedOutput: "a tool's or a user's words, written by the assistant"
        case .answerSpam: "many final answers in one turn"
        case .bruteForce: "a program that searches by force"
        case .sleep: "a program that waits instead of computing"
        case .verdictGuessing: "guessing with a tool that tells verdicts"
        case .parseFailure: "a call that could not be read"
        case .unknownTool: "a call of a tool that is not there"
        case .rewardedToolError: "a failed call in a rollout that earned a reward"
        }
    }
}
