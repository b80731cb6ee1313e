package import AssaySandbox
import Foundation
import Logging

/// An executor over the worker that this build made, for as long as a test's body runs.
package enum RealWorker {
    /// `ASSAY_WORKER` or the worker of the debug build beside these sources.
    package static let path: String = {
        if let path = ProcessInfo.processInfo.environment["ASSAY_WORKER"] { return path }
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return package.appending(path: ".build/debug/assay-worker").path
    }()

    package static let profiles: String = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "sandbox-profiles").path

    package static func withExecutor<Result: Sendable>(
        tiers: [Tier] = [.bare], slots: Int = 1,
        configure: (inout ExecutorConfiguration) -> Void = { _ in },
        _ body: @Sendable @escaping (Executor) async throws -> Result
    ) async throws -> Result {
        var configuration = ExecutorConfiguration()
        configuration.workerPath = self.path
        configuration.profileDirectory = self.profiles
        configuration.slotsPerTier = slots
        configuration.tiers = tiers
        configuration.selfTests = false
        configure(&configuration)
        let executor = try Executor(configuration: configuration, logger: Logger(label: "test"))
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await executor.run() }
            try await executor.waitUntilReady()
            let result = try await body(executor)
            group.cancelAll()
            return result
        }
    }
}
