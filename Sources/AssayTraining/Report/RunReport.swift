import AssayAnswers
import AssayJSON
import AssayPages
import AssayYAML
package import Foundation

/// One self-contained HTML page about a run of training, finished or under way, made of what its folder has.
package struct RunReport: Sendable {
    let directory: RunDirectory
    let lines: [MetricsLine]
    let tests: [TestSeries]
    let diagnosis: Diagnosis
    private let findings: [RunFinding]
    private let configuration: String

    /// - Throws: ``RolloutError`` where a rollout in the folder cannot be read.
    package init(_ directory: RunDirectory, limits: DiagnosisLimits = DiagnosisLimits(), now: Date = Date()) throws {
        self.directory = directory
        self.lines = MetricsLog.read(directory.metrics)
        self.tests = TestSeries.sorted(try ValidationLog(directory: directory.validation).read())
        self.diagnosis = Diagnosis(self.lines, toolErrorLog: directory.toolErrors, limits: limits, now: now)
        self.findings = self.diagnosis.findings
        self.configuration =
            FileManager.default.contents(atPath: directory.resolvedConfiguration).map {
                String(decoding: $0, as: UTF8.self)
            } ?? ""
    }

    /// Makes the page of a run and puts it into its folder.
    /// - Throws: ``TrainingError`` where the folder cannot be read or written.
    package static func write(_ directory: RunDirectory) throws(TrainingError) {
        do {
            let html = try RunReport(directory).html()
            try Data(html.utf8).write(to: URL(filePath: directory.report), options: .atomic)
        } catch {
            throw TrainingError(.directory, stage: directory.report, "\(error)")
        }
    }

    package func html() throws -> String {
        var page = Page(title: self.title, body: try PageTemplate(PackageResources.run_mustache).html(self.json))
        page.style = String(decoding: PackageResources.run_css, as: UTF8.self)
        return try page.html()
    }

    private var title: String { URL(filePath: self.directory.path).standardizedFileURL.lastPathComponent }

    private var json: JSONValue {
        [
            "title": .string(self.title), "facts": .array(self.facts),
            "hasTests": .bool(!self.tests.isEmpty), "headline": self.headline, "figures": .array(self.figures),
            "findings": .array(self.findings.map(Self.row)), "hasFindings": .bool(!self.findings.isEmpty),
            "charts": .array(self.charts.compactMap(\.json)), "accuracy": .array(self.tests.map(\.row)),
            "hasClasses": .bool(!self.greedyTests.isEmpty), "classes": self.classes, "conduct": self.conduct,
            "classHeads": .array(self.greedyTests.map { .string($0.split) }),
            "time": self.time, "examples": .array(self.examples), "hasExamples": .bool(!self.examples.isEmpty),
            "configuration": self.configuration.isEmpty ? .null : .string(self.configuration),
        ]
    }

    var greedyTests: [TestSeries] { self.tests.filter { $0.temperature == self.tests.first?.temperature } }

    // MARK: Head

    /// Settings that tell runs apart.
    private static let settings = [
        ("algorithm", "algorithm.adv_estimator"), ("model", "actor_rollout_ref.model.path"),
        ("learning rate", "actor_rollout_ref.actor.optim.lr"), ("prompts a step", "data.train_batch_size"),
        ("answers a prompt", "actor_rollout_ref.rollout.n"), ("seed", "assay.seed"),
    ]

    private var facts: [JSONValue] {
        let settings = (try? JSONValue(yaml: self.configuration)) ?? .null
        var facts = Self.settings.compactMap { name, path -> (String, String)? in
            let value = path.split(separator: ".").reduce(settings as JSONValue?) { $0?[String($1)] }
            guard let value, value != .null else { return nil }
            return (name, value.string ?? value.text)
        }
        for (phase, name) in [(MetricsLine.Phase.supervised, "steps of demonstrations"), (.policy, "steps of rewards")]
        {
            if let last = self.lines.last(where: { $0.phase == phase }) {
                facts.append((name, Figure.count(last.step)))
            }
        }
        let seconds = self.lines.reduce(0) { $0 + ($1["timing_s/step"] ?? 0) }
        if seconds > 0 { facts.append(("time in steps", Self.duration(seconds))) }
        return facts.map { ["name": .string($0), "value": .string($1)] }
    }

    static func duration(_ seconds: Double) -> String {
        guard seconds >= 90 else { return "\(Figure.decimal(seconds, digits: 1)) s" }
        let minutes = seconds / 60
        return minutes < 90
            ? "\(Figure.decimal(minutes, digits: 1)) min" : "\(Figure.decimal(minutes / 60, digits: 1)) h"
    }

    /// What the first set of problems says, greedily answered.
    private var headline: JSONValue {
        guard let test = self.tests.first else { return .null }
        return [
            "before": .string(Figure.percent(test.before.accuracy)),
            "after": test.after.map { .string(Figure.percent($0.accuracy)) } ?? .null,
            "title": .string("right: \(test.last.title), \(Figure.count(test.last.count)) problems"),
            "scales": .array(
                [test.before, test.after].compactMap(\.self).compactMap { result in
                    result.interval?.scale(at: result.accuracy)
                }),
        ]
    }

    private var figures: [JSONValue] {
        var figures: [(String, String)] = []
        let rewards = self.diagnosis.values(MetricName.reward)
        if let first = rewards.first, let last = self.diagnosis.average(MetricName.reward).last {
            figures.append(
                (Self.change(Figure.decimal(first, digits: 2), Figure.decimal(last, digits: 2)), "mean reward"))
        }
        if let test = self.tests.first {
            figures.append(
                (
                    Self.change(
                        Figure.percent(test.before.toolCallRate), test.after.map { Figure.percent($0.toolCallRate) }),
                    "call a tool"
                ))
        }
        if let split = self.diagnosis.timeSplit {
            figures.append(("\(Figure.decimal(split.secondsPerStep, digits: 2)) s", "a step"))
        }
        return figures.map { ["value": .string($0), "name": .string($1)] }
    }

    static func change(_ before: String, _ after: String?) -> String { after.map { "\(before) → \($0)" } ?? before }

    private static func row(_ finding: RunFinding) -> JSONValue {
        [
            "name": .string(finding.check.rawValue), "status": .string(finding.status.rawValue),
            "detail": .string(finding.detail), "remedy": finding.status == .ok ? .null : .optional(finding.remedy),
        ]
    }
}
