import AssayJSON
import AssayOutcome
import AssayTools

/// The instances that one rollout has created, by tool.
struct OpenTools: Sendable {
    private let toolbox: Toolbox
    private let prompt: RolloutPrompt
    private var instances: [String: Result<any ToolInstance, any Error>] = [:]

    init(_ toolbox: Toolbox, prompt: RolloutPrompt) {
        self.toolbox = toolbox
        self.prompt = prompt
    }

    /// Runs the calls at the same time; the results come in the order of the calls.
    mutating func run(_ calls: [ToolCall]) async throws -> [TimedResult] {
        for call in calls { try await self.open(call.name) }
        return try await withThrowingTaskGroup(of: (Int, TimedResult).self) { [self] group in
            for (index, call) in calls.enumerated() {
                group.addTask { (index, try await self.run(call)) }
            }
            var results: [(Int, TimedResult)] = []
            for try await result in group { results.append(result) }
            return results.sorted { $0.0 < $1.0 }.map(\.1)
        }
    }

    /// Gives every instance back.
    mutating func release() async {
        for case .success(let instance) in self.instances.values { await instance.release() }
        self.instances = [:]
    }

    private mutating func open(_ name: String) async throws {
        guard self.instances[name] == nil, let tool = self.toolbox[name] else { return }
        do {
            self.instances[name] = .success(try await tool.create(self.prompt.arguments(ofTool: name)))
        } catch let error as CancellationError {
            throw error
        } catch {
            self.instances[name] = .failure(error)
        }
    }

    private func run(_ call: ToolCall) async throws -> TimedResult {
        let start = ContinuousClock.now
        let result = try await self.result(of: call)
        return TimedResult(result: result, duration: ContinuousClock.now - start)
    }

    private func result(of call: ToolCall) async throws -> ToolResult {
        let instance = self.instances[call.name]
        let arguments: JSONObject
        switch call.arguments {
        case .object where instance == nil: return self.unknown(call.name)
        case .object(let object): arguments = object
        case .invalid where !call.name.isEmpty && instance == nil: return self.unknown(call.name)
        case .invalid(_, let reason): return Self.invalid(call.name, reason)
        }
        do {
            return try await instance?.get().execute(arguments) ?? self.unknown(call.name)
        } catch let error as CancellationError {
            throw error
        } catch {
            return Self.failed("Error executing tool '\(call.name)': \(error)")
        }
    }

    // The texts are those of verl since 0.8.

    private func unknown(_ name: String) -> ToolResult {
        let available = PythonRepresentation.of(self.toolbox.names)
        return Self.failed("Unknown function '\(name)'. Available tools: \(available)")
    }

    private static func invalid(_ name: String, _ reason: String) -> ToolResult {
        guard name.isEmpty else { return self.failed("Invalid JSON in arguments for '\(name)': \(reason)") }
        return self.failed(
            "Invalid JSON in tool call: \(reason). "
                + #"A call is <tool_call>{"name": "…", "arguments": {…}}</tool_call>"#)
    }

    private static func failed(_ text: String) -> ToolResult { ToolResult(text, outcome: .error, reward: 0) }
}

/// A result and how long it took.
struct TimedResult: Sendable {
    var result: ToolResult
    var duration: Duration
}
