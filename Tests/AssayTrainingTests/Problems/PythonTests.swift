import AssayJSON
import AssayRollouts
import AssayTools
import Foundation
import Testing

@testable import AssayTraining

private let python = "/usr/bin/python3"

@Suite("Python", .enabled(if: FileManager.default.isExecutableFile(atPath: python), "needs \(python)"))
struct PythonTests {
    /// Every call's code is a line that prints a line, so that all of them are one program.
    @Test("prints what demonstrations say that it prints")
    func output() throws {
        var (codes, outputs): ([String], [String]) = ([], [])
        for seed in [UInt64(31), 32] {
            let problems =
                [ProblemSource(seed: seed, split: .train), .easy(seed: seed)]
                + ProblemSplit.allCases.dropFirst().map { ProblemSource(seed: seed, split: $0) }
            for source in problems {
                let demonstrations = DemonstrationSource(problems: source, settings: .toolHeavy)
                for turns in (0..<400).map({ demonstrations.demonstration(at: $0).turns }) {
                    for (call, answer) in zip(turns, turns.dropFirst()) where answer.role == .tool {
                        let parsed = try #require(HermesParser.parse(call.content).calls.first)
                        guard case .object(let arguments) = parsed.arguments else { continue }
                        codes.append(try #require(arguments["code"]?.string))
                        outputs.append(answer.content)
                    }
                }
            }
        }
        #expect(codes.count > 2000 && outputs.contains { $0.hasSuffix(".0") })
        #expect(try self.run(codes.joined(separator: "\n")) == outputs)
    }

    private func run(_ program: String) throws -> [String] {
        let (process, input, output) = (Process(), Pipe(), Pipe())
        process.executableURL = URL(filePath: python)
        process.arguments = ["-I", "-"]
        (process.standardInput, process.standardOutput) = (input, output)
        try process.run()
        // Python reads all of it before it prints anything.
        try input.fileHandleForWriting.write(contentsOf: Data(program.utf8))
        try input.fileHandleForWriting.close()
        let printed = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: printed, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
