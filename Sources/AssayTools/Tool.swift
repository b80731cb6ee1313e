package import AssayJSON

/// Something that a policy may call, with the life cycle of verl's tools: create, execute, calculate the reward, release.
///
/// A rollout creates an instance of a tool before its first call, keeps it over all of its turns, and releases it at its
/// end. verl creates one for each call, so that nothing survives a turn; what an instance remembers here does.
package protocol Tool: Sendable {
    /// What the policy is told.
    var schema: ToolSchema { get }

    /// An instance for one rollout.
    /// - Parameter arguments: verl's `create_kwargs` of the sample, such as its ground truth.
    /// - Throws: where they lack what the tool needs; its calls then fail, and the policy is told so.
    func create(_ arguments: JSONObject) async throws -> any ToolInstance
}

/// A tool during one rollout. Calls of one turn run at the same time.
package protocol ToolInstance: Sendable {
    /// Runs one call.
    /// - Throws: `CancellationError` where the task is cancelled; what else is thrown is told to the policy as
    ///   `Error executing tool 'x': …`. What fails by itself is a ``ToolResult`` that says so.
    func execute(_ arguments: JSONObject) async throws -> ToolResult

    /// What the calls so far are worth, by the tool's own measure.
    func calculateReward() async -> Double

    /// Gives back what the instance holds.
    func release() async
}

extension ToolInstance {
    package func calculateReward() async -> Double { 0 }
    package func release() async {}
}
