import AssayJSON
import AssayOutcome
import AssayRewards
import AssayScoring
import Testing

@Suite("A scoring task as JSON")
struct ScoringRequestTests {
    private static func read(_ text: String, defaults: ScoringDefaults = .init()) throws -> ScoringRequest {
        try ScoringRequest(try JSONParser.parse(Array(text.utf8)), defaults: defaults)
    }

    private static func faults(_ text: String) throws -> [String] {
        do {
            _ = try Self.read(text)
            return []
        } catch let error as FieldFaults {
            return error.faults.map { "\($0.field) \($0.message)" }
        }
    }

    @Test("what is not said has its default")
    func defaults() throws {
        let request = try Self.read(#"{"solution_str":"a","ground_truth":"72","question":null}"#)
        #expect(request.task.turns.map(\.text) == ["a"])
        #expect(request.task.groundTruth == ["72"])
        #expect(request.task.question == nil)
        #expect(request.task.mode == .standard)
        #expect(request.task.reward == .answer)
        #expect(request.task.settings == StepRewardSettings())
        #expect(!request.task.explains)
        #expect(request.unscoredRun == nil)
        #expect(!request.asksSecondOpinion)
    }

    @Test("a server's defaults hold where a task says nothing")
    func ownDefaults() throws {
        let defaults = ScoringDefaults(mode: .verl, reward: .step, settings: StepRewardSettings(gate: Rational(1, 2)))
        let text = #"{"solution_str":"a","ground_truth":"1","data_source":"lighteval/MATH","slice":false}"#
        let request = try Self.read(text, defaults: defaults)
        #expect(request.task.mode == .verlMath)
        #expect(request.task.reward == .step)
        #expect(request.task.settings == StepRewardSettings(slice: false, gate: Rational(1, 2)))
    }

    @Test(
        "a truth is text, a number, or several",
        arguments: [
            (#""1,234""#, ["1,234"]), ("72", ["72"]), ("-3", ["-3"]), ("72.0", ["72"]), ("0.5", ["0.5"]),
            (#"["50",70]"#, ["50", "70"]), ("9007199254740993", ["9007199254740993"]),
        ])
    func groundTruth(json: String, expected: [String]) throws {
        #expect(try Self.read(#"{"solution_str":"","ground_truth":\#(json)}"#).task.groundTruth == expected)
    }

    @Test(
        "a truth whose digits JSON does not keep, or that is none, is refused",
        arguments: ["123456789012345678901234567890", "1e-9", "true", "{}", "[]", "[[1]]", "null", "[null]"])
    func badGroundTruth(json: String) throws {
        let faults = try Self.faults(#"{"solution_str":"","ground_truth":\#(json)}"#)
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("ground_truth ") == true)
    }

    @Test("weights and gate are exact")
    func settings() throws {
        let text = """
            {"solution_str":"","ground_truth":1,"reward":"step","gate":0.5,"slice":false,
             "weights":{"logic":0.1,"calculation":0.2,"conclusion":0.7}}
            """
        let settings = try Self.read(text).task.settings
        #expect(settings.gate == Rational(1, 2))
        #expect(!settings.slice)
        #expect(settings.weights == (Rational(1, 10), Rational(1, 5), Rational(7, 10)))
    }

    @Test("the question is taken from where verl's datasets keep it")
    func question() throws {
        let text = #"{"solution_str":"","ground_truth":1,"extra_info":{"question":"Why?","index":3}}"#
        #expect(try Self.read(text).task.question == "Why?")
    }

    @Test(
        "verl's routing",
        arguments: [
            ("openai/gsm8k", ScoringMode.verlStrict), ("HuggingFaceH4/MATH-500", .verlMath),
            ("aime2024", .verlMathDAPO), ("math_dapo", .verlMathDAPO),
        ])
    func routing(source: String, mode: ScoringMode) throws {
        let text = #"{"solution_str":"","ground_truth":"1","mode":"verl","data_source":"\#(source)"}"#
        #expect(try Self.read(text).task.mode == mode)
    }

    @Test("an unknown data source is told with those that are known")
    func unknownSource() throws {
        let faults = try Self.faults(
            #"{"solution_str":"","ground_truth":"1","mode":"verl","data_source":"codeforces"}"#)
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("data_source ") == true)
        #expect(faults.first?.contains("openai/gsm8k") == true)
    }

    @Test("turns: the assistant's, with what their tools answered")
    func turns() throws {
        let text = """
            {"ground_truth":"4","turns":[
              {"role":"user","content":"What is 2+2?"},
              {"role":"assistant","content":"Let me see.","tool":{"outcome":"ok","stdout":"4\\n","value":"4","exit_code":0}},
              {"role":"assistant","content":null,"tool":[{"outcome":"error","stdout":"x"},{"outcome":"ok"}]},
              {"role":"tool","content":"5","tool":{"outcome":"timeout"}},
              {"role":"assistant","content":"#### 4","tool_calls":[]}]}
            """
        let request = try Self.read(text)
        #expect(request.task.turns.map(\.text) == ["Let me see.", "", "#### 4"])
        #expect(request.task.turns[0].toolRuns.map(\.succeeded) == [true])
        #expect(request.task.turns[0].toolRuns.map(\.output) == ["4\n\n4"])
        #expect(request.task.turns[1].toolRuns.map(\.succeeded) == [false, true, false])
        #expect(request.task.turns[1].toolRuns.map(\.output) == ["x", "", "5"])
        #expect(request.task.turns[2].toolRuns.isEmpty)
        #expect(request.unscoredRun == nil)
    }

    @Test("a run that ended by the server's doing masks the response", arguments: Outcome.allCases)
    func unscored(outcome: Outcome) throws {
        let text = """
            {"ground_truth":"4","turns":[{"role":"assistant","content":"a"},
              {"role":"assistant","content":"b","tool":{"outcome":"\(outcome.rawValue)"}}]}
            """
        let run = try Self.read(text).unscoredRun
        #expect((run == nil) == outcome.isScored)
        guard let run else { return }
        #expect(run == .init(turn: 1, outcome: outcome))
        let json = ScoringReply.unscored(run).json
        for name in ["score", "correct", "turn_rewards", "parts"] { #expect(json[name] == .null) }
        #expect(json["warnings"]?.array?.count == 1)
    }

    @Test(
        "what is wrong is named",
        arguments: [
            (#"{"ground_truth":"1"}"#, ["solution_str is required where there are no turns"]),
            (#"{"solution_str":7,"ground_truth":"1"}"#, ["solution_str must be a string"]),
            (
                #"{"solution":"","solution_str":"","ground_truth":"1"}"#,
                ["solution is not a known field; did you mean solution_str?"]
            ),
            (#"[]"#, [" must be an object"]),
            (#"{"turns":[],"ground_truth":"1"}"#, ["turns must have at least one message of the assistant"]),
            (
                #"{"turns":[{"role":"tool","content":""}],"ground_truth":"1"}"#,
                ["turns[0].tool is required in a message of the tool, with the run's outcome"]
            ),
            (
                #"{"turns":[{"role":"assistant","content":"","tool":[{"outcome":"ok"},{"outcome":"fine"}]}],"ground_truth":"1"}"#,
                [
                    "turns[0].tool[1].outcome must be one of ok, error, signal, timeout, memory_limit, output_limit, "
                        + "infra_error, overloaded, session_lost"
                ]
            ),
            (
                #"{"turns":[{"rôle":"user"},3],"ground_truth":"1"}"#,
                [
                    "turns[0].rôle is not a known field; did you mean role?", "turns[0].role is required",
                    "turns[1] must be an object",
                ]
            ),
            (#"{"solution_str":"","ground_truth":"1","gate":1.5}"#, ["gate must be a number from 0 to 1"]),
            (
                #"{"solution_str":"","ground_truth":"1","weights":{"logic":1,"calculation":1,"conclusion":1}}"#,
                ["weights must be an object of logic, calculation and conclusion, whose sum is 1"]
            ),
            (
                #"{"solution_str":"","ground_truth":"1","reward":"steps"}"#,
                ["reward must be one of answer, step, letter"]
            ),
            (#"{"solution_str":"","ground_truth":"1","mode":"verl"}"#, ["data_source is required in mode verl"]),
            (
                #"{"solution_str":"","ground_truth":"1","second_opinion":true}"#,
                ["second_opinion is there for mode math alone"]
            ),
        ])
    func faults(json: String, expected: [String]) throws {
        #expect(try Self.faults(json) == expected)
    }
}
