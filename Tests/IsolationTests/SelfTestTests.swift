import AssayOutcome
import Foundation
import RealWorker
import Testing

@testable import AssaySandbox

/// Walls are attacked before they serve, and a missing one is found.
@Suite("Self-test", .serialized)
struct SelfTestTests {
    @Test func theDefaultProfileWithstandsEveryAttack() async throws {
        try await RealWorker.withExecutor(configure: { $0.selfTests = true }) { executor in
            let tier = try #require(await executor.isolation().tiers.first)
            let report = try #require(tier.selfTests.first)
            #expect(report.held == SelfTestProbe.all.map(\.name))
            #expect(report.profile == "python-strict")
            #expect(report.ageSeconds < 60)
        }
    }

    /// A profile like the default one but for one change, in a folder of its own.
    private func withLoosened(
        _ change: (inout String, inout String) -> Void, _ body: (String) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "assay-loosened-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var rules = try String(contentsOfFile: "\(RealWorker.profiles)/python-strict.json", encoding: .utf8)
        var settings = try String(contentsOfFile: "\(RealWorker.profiles)/python-strict.yaml", encoding: .utf8)
        change(&rules, &settings)
        try rules.write(to: folder.appending(path: "python-strict.json"), atomically: true, encoding: .utf8)
        try settings.write(to: folder.appending(path: "python-strict.yaml"), atomically: true, encoding: .utf8)
        try await body(folder.path)
    }

    @Test(arguments: [
        (#""bpf", "accept","#, "kernel_surface"), (#""keyctl", "accept","#, "kernel_objects"),
        (#""ptrace", "accept","#, "other_memory"),
    ]) func aCallTooManyIsFound(names: String, probe: String) async throws {
        try await self.withLoosened({ rules, _ in
            rules = rules.replacingOccurrences(of: #""accept","#, with: names)
        }) { folder in
            await #expect {
                try await RealWorker.withExecutor(configure: {
                    $0.selfTests = true
                    $0.profileDirectory = folder
                }) { _ in }
            } throws: { error in
                (error as? SandboxError)?.code == .selfTestFailed && "\(error)".contains(probe)
            }
        }
    }

    @Test func aFolderTooManyIsFound() async throws {
        try await self.withLoosened({ _, settings in
            settings = settings.replacingOccurrences(of: "[/usr,", with: "[/var, /etc/shadow, /usr,")
        }) { folder in
            await #expect {
                try await RealWorker.withExecutor(configure: {
                    $0.selfTests = true
                    $0.profileDirectory = folder
                }) { _ in }
            } throws: { "\($0)".contains("host_files") }
        }
    }

    @Test func aTierThatCannotServeLeavesTheOthersServing() async throws {
        // A Python without SymPy stands in for a host without it: the math template cannot be made from it.
        let worker = try Self.workerWithoutMath()
        defer { try? FileManager.default.removeItem(atPath: worker) }
        try await RealWorker.withExecutor(tiers: [.bare, .math], configure: { $0.workerPath = worker }) { executor in
            #expect(try await executor.execute(ExecutionRequest(code: "print(1)")).outcome == .ok)
            let start = ContinuousClock.now
            let refused = try await executor.execute(ExecutionRequest(code: "import sympy"))
            #expect(refused.outcome == .infraError)
            #expect(refused.failure?.contains("is not served") == true)
            #expect(ContinuousClock.now - start < .seconds(5))
            #expect(await !executor.isReady)
        }
    }

    /// A script that becomes the worker for the bare tier and fails for the other.
    private static func workerWithoutMath() throws -> String {
        let file = FileManager.default.temporaryDirectory.appending(path: "assay-worker-\(UUID().uuidString)")
        let script = "#!/bin/sh\n[ \"$2\" = math ] && exit 1\nexec '\(RealWorker.path)' \"$@\"\n"
        try script.write(to: file, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        return file.path
    }
}
