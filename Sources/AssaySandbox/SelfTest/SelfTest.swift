import NIOCore
import WorkerProtocol

/// Attacks a slot before it serves: a tier whose walls do not stand is not served.
struct SelfTest: Sendable {
    let profile: SandboxProfile
    let configuration: ExecutorConfiguration

    /// Runs every probe on one slot, one after the other.
    /// - Throws: ``SandboxError`` where the slot itself fails.
    func run(on slot: SlotConnection) async throws -> SelfTestReport {
        let plants = SelfTestPlants()
        let start = ContinuousClock.now
        var report = SelfTestReport(profile: self.profile.name, held: [], faults: [], milliseconds: 0, ageSeconds: 0)
        for probe in SelfTestProbe.all where !probe.needsNoPrograms || !self.profile.allowsPrograms {
            if let reason = try await self.fault(of: probe, on: slot, plants) {
                report.faults.append(.init(probe: probe.name, reason: reason))
            } else {
                report.held.append(probe.name)
            }
        }
        report.milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
        return report
    }

    private func fault(of probe: SelfTestProbe, on slot: SlotConnection, _ plants: SelfTestPlants) async throws
        -> String?
    {
        let code =
            plants.code + String(decoding: PackageResources.probes_py, as: UTF8.self)
            + "attempt('\(probe.name)')\n"
        let request = ExecutionRequest(
            code: code, timeout: probe.timeout, memoryMegabytes: probe.memoryMegabytes)
        let order = try ExecutionOrder(request, configuration: self.configuration)
        let report = try await slot.run(order)
        if case .notStarted(let failure) = report.end { return failure.description }
        return probe.fault(
            in: ExecutionResult(report: report, id: "self-test", queue: .zero, worker: slot.name, request: request))
    }
}
