import AssayJSON
import AssayRewards
import AssayScoring

@testable import AssayAnswers

/// A run over files of a scratch folder.
struct RunFixture {
    let folder: ScratchFolder
    var fields = AnswerFields()
    var defaults = ScoringDefaults()
    var truths: TruthTable?
    var longestLine = 1 << 20

    init() throws { self.folder = try ScratchFolder() }

    func run(_ answers: String, out: String? = nil, origin: String = "test") -> AnswerRun {
        let scorer = AnswerScorer(
            fields: self.fields, defaults: self.defaults, truths: self.truths, normalizesGroundTruth: false,
            longestLine: self.longestLine)
        var run = AnswerRun(
            scorer: scorer, answers: self.folder.file(answers), output: out.map(self.folder.file), origin: origin)
        run.checkpointInterval = .zero
        return run
    }

    /// Each line of a result.
    func lines(_ name: String) throws -> [JSONValue] {
        try self.folder.unpacked(name).split(separator: 0x0A).map { try JSONParser.parse(Array($0)) }
    }

    /// So many answers, every third one wrong, every tenth one not JSON.
    static func answers(_ count: Int) -> [UInt8] {
        let lines = (1...count).map { number in
            if number % 10 == 0 { return "{\"response\":\n" }
            let answer = number % 3 == 0 ? number + 1 : number
            let padding = String(repeating: "so ", count: number % 17)
            return
                "{\"id\":\"a\(number)\",\"response\":\"\(padding)\\n#### \(answer)\",\"ground_truth\":\"\(number)\"}\n"
        }
        return Array(lines.joined().utf8)
    }
}
