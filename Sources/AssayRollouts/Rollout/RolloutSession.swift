import AssayOutcome
import AssayTools

/// One rollout under way: whose turn it is, and what was said.
///
/// The caller asks the policy for what ``request(_:)`` returns and passes the answer to ``receive(_:from:)``, until the
/// session has stopped. The order of the checks is that of verl's tool agent loop.
struct RolloutSession: Sendable {
    private static let notRun = "Not run: too many calls in one turn; call the tools one after another."

    let settings: RolloutSettings
    private(set) var trajectory: Trajectory
    private(set) var isOver = false
    private var messages: [Message]
    /// Where the messages begin that the policy has not read yet.
    private var unread = 0
    /// Whether the ids so far are those that the policy has read and written.
    private var hasTokens = true
    private var generatedTokens = 0
    private var userTurns = 0
    private var tools: OpenTools
    private var interaction: (any InteractionInstance)?
    private let start = ContinuousClock.now
    private var asked = ContinuousClock.now

    /// - Throws: ``RolloutError`` where the prompt names an interaction that is not there or cannot begin.
    init(_ prompt: RolloutPrompt, identity: SampleIdentity, settings: RolloutSettings) async throws {
        self.settings = settings
        self.messages = prompt.messages
        self.trajectory = Trajectory(identity: identity, prompt: prompt, turns: [], stopReason: .completed)
        self.tools = OpenTools(settings.tools, prompt: prompt)
        guard let choice = prompt.interaction else { return }
        guard let interaction = settings.interactions.first(where: { $0.name == choice.name }) else {
            throw RolloutError(.configuration, stage: "interaction", "no interaction is named \(choice.name)")
        }
        self.interaction = try await interaction.start(prompt.arguments(of: choice))
    }

    // MARK: The policy's turn

    /// What to ask the policy for; nil where the rollout is over.
    mutating func request(_ policy: any Policy) async throws -> GenerationRequest? {
        guard !self.isOver else { return nil }
        if self.isOutOfTime { self.stop(.wallTime) }
        if self.trajectory.turns.isEmpty, !self.isOver { try await self.encodePrompt(policy) }
        guard !self.isOver else { return nil }
        self.asked = .now
        return GenerationRequest(
            identity: self.trajectory.identity, turn: self.trajectory.turns.count, messages: self.messages,
            tools: self.settings.tools.schemas, tokens: self.trajectory.tokens?.all,
            maximumTokens: self.settings.limits.maximumResponseTokens - self.responseTokens,
            sampling: self.settings.sampling,
            deadline: self.settings.limits.maximumWallTime.map { self.start + $0 })
    }

    /// Takes what the policy wrote, and goes on to its next turn, or to the end.
    mutating func receive(_ result: Result<Generation, RolloutError>, from policy: any Policy) async throws {
        switch result {
        case .failure(let error):
            let reason: StopReason = error.code == .unreachable ? .policyUnreachable : .policyFailure
            self.isOutOfTime ? self.stop(.wallTime) : self.stop(reason, error.description)
        case .success(let generation) where generation.finishReason == .abort:
            self.stop(.policyFailure, "the policy gave the turn up")
        case .success(let generation):
            let calls = self.take(generation)
            if let reason = self.reasonToStop(after: generation, calls: calls) { return self.stop(reason) }
            if calls.isEmpty { try await self.interact(policy) } else { try await self.call(calls, policy) }
        }
    }

    /// Ends what is open. The trajectory is not to be changed any more.
    mutating func finish() async -> Trajectory {
        await self.tools.release()
        await self.interaction?.finish()
        let most = self.settings.limits.maximumResponseTokens
        self.trajectory.tokens?.truncate(to: most)
        self.trajectory.duration = ContinuousClock.now - self.start
        return self.trajectory
    }

    private mutating func stop(_ reason: StopReason, _ failure: String? = nil) {
        self.isOver = true
        self.trajectory.stopReason = reason
        self.trajectory.failure = failure
    }

    private var isOutOfTime: Bool {
        self.settings.limits.maximumWallTime.map { ContinuousClock.now - self.start >= $0 } ?? false
    }

    /// Observations count where the policy tells tokens.
    private var responseTokens: Int { self.trajectory.tokens?.response.count ?? self.generatedTokens }

    private mutating func encodePrompt(_ policy: any Policy) async throws {
        let tools = self.settings.tools.schemas
        do {
            guard let ids = try await policy.encode(self.messages[...], tools: tools, after: []) else { return }
            let limit = self.settings.limits.maximumPromptTokens ?? .max
            let prompt = self.settings.limits.promptCut?.cut(ids, to: limit) ?? ids
            self.trajectory.tokens = TokenRecord(prompt: prompt)
            if prompt.count > limit { self.stop(.promptLength) }
        } catch let error as RolloutError {
            self.stop(.policyFailure, error.description)
        }
        self.unread = self.messages.count
    }

    /// Adds the turn to the conversation, and returns its calls.
    private mutating func take(_ generation: Generation) -> [ToolCall] {
        self.generatedTokens += generation.tokenCount
        self.record(generation)
        var parsed = HermesParser.Turn(content: generation.text, calls: [])
        if generation.toolCalls.isEmpty, self.settings.format == .hermes {
            parsed = HermesParser.parse(generation.text)
            if !self.settings.limits.answersMalformedCalls { parsed.calls.removeAll { $0.name.isEmpty } }
        } else {
            parsed.calls = generation.toolCalls
        }
        var turn = Turn(
            text: generation.text, content: parsed.content, finishReason: generation.finishReason,
            tokenCount: generation.tokenCount, duration: ContinuousClock.now - self.asked)
        turn.pieces = generation.pieces
        self.trajectory.turns.append(turn)
        let isNative = !generation.toolCalls.isEmpty
        self.messages.append(
            Message(.assistant, generation.text, toolCalls: isNative ? self.kept(parsed.calls) : []))
        self.unread = self.messages.count
        return parsed.calls
    }

    private mutating func record(_ generation: Generation) {
        guard self.hasTokens else { return }
        if let read = generation.promptTokens {
            if self.trajectory.tokens == nil, self.trajectory.turns.isEmpty {
                self.trajectory.tokens = TokenRecord(prompt: read)
            } else if self.trajectory.tokens?.extend(to: read) != true {
                self.trajectory.tokens = nil
            }
        }
        if let ids = generation.tokens {
            self.trajectory.tokens?.appendGenerated(ids, logProbabilities: generation.logProbabilities)
        } else {
            self.trajectory.tokens = nil
        }
        self.hasTokens = self.trajectory.tokens != nil
    }

    private func reasonToStop(after generation: Generation, calls: [ToolCall]) -> StopReason? {
        let limits = self.settings.limits
        if generation.finishReason == .length || self.responseTokens >= limits.maximumResponseTokens {
            return .responseLength
        }
        // Without a call, and with nobody to answer, the turn is the end that the policy meant.
        if calls.isEmpty, self.interaction == nil { return .completed }
        if let most = limits.maximumAssistantTurns, self.trajectory.turns.count >= most {
            return .maximumAssistantTurns
        }
        if let most = limits.maximumUserTurns, self.userTurns >= most { return .maximumUserTurns }
        if !calls.isEmpty, self.remainingCalls == 0 { return .toolCallBudget }
        return self.isOutOfTime ? .wallTime : nil
    }

    // MARK: The others' turn

    private var remainingCalls: Int {
        self.settings.limits.maximumToolCalls.map { max(0, $0 - self.trajectory.calls.count) } ?? .max
    }

    /// Those of a turn's calls that are answered.
    private func kept(_ calls: [ToolCall]) -> [ToolCall] {
        self.settings.limits.surplus == .answered ? calls : Array(calls.prefix(self.running(calls)))
    }

    private func running(_ calls: [ToolCall]) -> Int {
        min(calls.count, max(1, self.settings.limits.maximumParallelCalls), self.remainingCalls)
    }

    private mutating func call(_ calls: [ToolCall], _ policy: any Policy) async throws {
        let running = self.running(calls)
        var results = try await self.tools.run(Array(calls.prefix(running)))
        let kept = self.kept(calls)
        let surplus = TimedResult(result: ToolResult(Self.notRun, outcome: .error), duration: .zero)
        results += repeatElement(surplus, count: kept.count - results.count)
        let records = zip(kept, results).map { call, timed in
            CallRecord(call, timed, observation: self.settings.limits.truncation.apply(to: timed.result.text))
        }
        let turn = self.trajectory.turns.count - 1
        self.trajectory.turns[turn].calls = records
        self.trajectory.turns[turn].droppedCalls = calls.count - kept.count
        if let failed = records.first(where: { !$0.outcome.isScored }) {
            return self.stop(.toolFailure, "\(failed.call.name): \(failed.observation)")
        }
        try await self.answer(
            records.map { Message(.tool, $0.observation, toolCallID: $0.call.id) }, policy)
    }

    private mutating func interact(_ policy: any Policy) async throws {
        guard let interaction else { return self.stop(.completed) }
        let reply: InteractionReply
        do {
            reply = try await interaction.respond(to: self.messages)
        } catch let error as CancellationError {
            throw error
        } catch {
            return self.stop(.interactionFailure, "\(error)")
        }
        self.trajectory.turns[self.trajectory.turns.count - 1].reply = reply
        // The policy never reads the last reply: its tokens would only stand between the reward and what earned it.
        guard !reply.isDone else { return self.stop(.interactionDone) }
        try await self.answer([Message(.user, reply.text)], policy)
    }

    /// Adds observations to the conversation, unless they would fill the response: the policy could say no more.
    private mutating func answer(_ answers: [Message], _ policy: any Policy) async throws {
        self.userTurns += 1
        self.messages += answers
        guard let tokens = self.trajectory.tokens else { return }
        do {
            let added = try await policy.encode(
                self.messages[self.unread...], tools: self.settings.tools.schemas, after: tokens.all)
            // A server tells with its next answer what it has read.
            guard let added else { return }
            guard tokens.response.count + added.count < self.settings.limits.maximumResponseTokens else {
                return self.stop(.responseLength)
            }
            self.trajectory.tokens?.appendObservation(added)
        } catch let error as RolloutError {
            self.stop(.policyFailure, error.description)
        }
    }
}
