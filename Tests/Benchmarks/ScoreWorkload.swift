import AssayJSON
import AssayRewards
import AssayScoring
import Foundation

/// Responses to score.
enum ScoreWorkload {
    /// Real answers of models to GSM8K, each as the JSON of a task with its question.
    ///
    /// Without the file, four answers of the same kind stand for them.
    static func answers(_ path: String) throws -> (tasks: [JSONValue], source: String) {
        guard let data = FileManager.default.contents(atPath: path) else {
            return (Self.samples, "4 sample answers (\(path) is not there)")
        }
        var tasks: [JSONValue] = []
        for line in data.split(separator: UInt8(ascii: "\n")) {
            let row = try JSONParser.parse(Array(line))
            let truth = row["ground_truth"]?.string?.components(separatedBy: "A: ").last ?? ""
            for member in row.object?.members ?? [] {
                guard let solution = member.value["solution"] else { continue }
                tasks.append([
                    "solution_str": solution, "ground_truth": .string(truth.replacingOccurrences(of: ",", with: "")),
                    "question": row["question"] ?? .null,
                ])
            }
        }
        return (tasks, "\(tasks.count) answers of \(path)")
    }

    private static let samples: [JSONValue] = [24, 25, 36, 48].map { half in
        let (whole, sum) = (half * 2, half * 3)
        return [
            "solution_str": .string(
                "She sold \(whole)/2 = <<\(whole)/2=\(half)>>\(half) clips in May.\n"
                    + "She sold \(whole)+\(half) = <<\(whole)+\(half)=\(sum)>>\(sum) clips altogether.\n#### \(sum)"),
            "ground_truth": .integer(sum),
            "question": .string("She sold \(whole) clips in April and half as many in May. How many altogether?"),
        ]
    }

    /// Answers and truths as in MATH; every other pair is equal.
    static let mathPairs: [ScoringTask] = [
        (#"\frac{1}{2}"#, "0.5"), (#"\frac{3}{4}"#, #"\frac{4}{3}"#), (#"2\sqrt{3}"#, #"\sqrt{12}"#),
        ("x^2-1", "x^2+1"),
        (#"(x-1)(x+1)"#, "x^2-1"), (#"\pi/4"#, #"\pi/3"#), ("(1,2)", #"\left(1, 2\right)"#), ("[0,1)", "(0,1]"),
        (#"\{1,2,3\}"#, #"\{3,2,1\}"#), ("11", "12"), (#"10\%"#, #"0.1"#), (#"\text{even}"#, #"\text{odd}"#),
        (#"\frac{\sqrt{2}}{2}"#, #"\frac{1}{\sqrt{2}}"#), ("3x+2", "2x+3"), ("1,000", "1000"), ("-5", "5"),
        (#"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"#, #"\begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}"#),
        (#"2^{10}"#, "1023"), (#"\frac{7}{30}+\frac{1}{10}"#, #"\frac13"#), ("a+b", "ab"),
    ].map { answer, truth in
        ScoringTask(
            turns: [AssistantTurn(text: "The answer is $\\boxed{\(answer)}$.")], groundTruth: [truth], mode: .math)
    }

    /// A megabyte each of what is meant to be slow.
    static let hostile: [(name: String, text: String)] = [
        ("digits", "7"), ("####", "#### "), ("boxes", #"\boxed{"#), ("braces", "{"), ("parentheses", "("),
        ("equals", "="),
        ("sums", "1+1=2\n"), ("chain", "1+"), ("powers", "9^"), ("fractions", #"\frac{1}{"#),
        ("annotations", "<<1+1=2>>2"),
        ("open annotations", "<<"), ("steps", "Step 1: "), ("numbered", "1. a\n"), ("dots", "."), ("commas", "1,"),
        ("minus", "-"), ("spaces", " "), ("newlines", "\n"), ("words", "answer is "), ("x", "x"), ("percent", "5% of "),
        ("roots", #"\sqrt"#), ("sentences", "A 1. "), ("full width", "１２３"), ("marks", "e\u{301}"),
        ("tags", "<answer>"),
        ("mixed", "2 1/2 "), ("variables", "x = x + "), ("million", "million "),
    ].map { name, unit in
        (name, String(repeating: unit, count: (1 << 20) / unit.utf8.count))
    }
}
