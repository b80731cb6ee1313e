import Glibc
import Logging
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import WorkerProtocol

/// One tier's template and the making of its slots, one at a time.
final class TierWorkers: Sendable {
    /// What a template said of itself, and what slots said of each profile's layers.
    struct Facts: Sendable {
        var template: TemplateReady?
        var slots: [String: SlotReady] = [:]
        /// The last self-test under each profile, and when it ended.
        var selfTests: [String: (report: SelfTestReport, ended: ContinuousClock.Instant)] = [:]

        /// The self-tests with their ages, by profile.
        func reports(at now: ContinuousClock.Instant = .now) -> [SelfTestReport] {
            self.selfTests.values.sorted { $0.report.profile < $1.report.profile }.map { report, ended in
                var report = report
                report.ageSeconds = Int((now - ended) / .seconds(1))
                return report
            }
        }
    }

    let tier: Tier
    private let configuration: ExecutorConfiguration
    private let cgroups: CgroupTree?
    private let group: any EventLoopGroup
    private let logger: Logger
    private let slotIdentifiers: NIOLockedValueBox<UInt32>
    private let template = NIOLockedValueBox<TemplateProcess?>(nil)
    private let known = NIOLockedValueBox(Facts())

    init(
        tier: Tier, configuration: ExecutorConfiguration, cgroups: CgroupTree?, group: any EventLoopGroup,
        slotIdentifiers: NIOLockedValueBox<UInt32>, logger: Logger
    ) {
        self.tier = tier
        self.configuration = configuration
        self.cgroups = cgroups
        self.group = group
        self.slotIdentifiers = slotIdentifiers
        self.logger = logger
    }

    var facts: Facts { self.known.withLockedValue { $0 } }
    var templatePID: pid_t? { self.template.withLockedValue { $0?.pid } }

    /// Starts the template; takes as long as its imports.
    func start() async throws {
        let template = try await self.waiting { [tier, configuration] in
            try TemplateProcess.start(tier: tier, workerPath: configuration.workerPath)
        }
        self.template.withLockedValue { $0 = template }
        self.known.withLockedValue { $0 = Facts(template: template.ready) }
        self.logger.info(
            "template ready",
            metadata: [
                "tier": "\(self.tier.rawValue)", "python": "\(template.ready.pythonVersion)",
                "milliseconds": "\(template.ready.startupMilliseconds)",
            ])
    }

    /// Makes one slot for a pool; the first one of a profile under this template has to withstand the self-test.
    /// Not to be called twice at a time.
    func makeSlot(for pool: SlotPool) async throws -> SlotConnection {
        guard let template = self.template.withLockedValue({ $0 }) else {
            throw SandboxError(code: .workerLost, stage: "template \(self.tier.rawValue)", message: "not running")
        }
        let id = self.nextIdentifier()
        var files = self.cgroups?.open(slot: id, tasks: pool.profile.limits.tasks) ?? []
        var order = pool.profile.slotOrder(
            id: id, hostUserBase: isRoot() ? 0x6a00_0000 + 2 * (id % 0x0100_0000) : 0,
            cgroupKind: files.isEmpty ? .none : self.cgroups?.kind ?? .none,
            cgroupCount: files.isEmpty ? 0 : CgroupTree.perSlot, logsRefused: self.configuration.logsRefused)
        let limits = pool.profile.limits
        let count =
            files.isEmpty
            ? .not : self.cgroups?.countTasks(slot: id, tasks: limits.tasks, branches: limits.branches ?? 0)
        if case .own(let descriptors) = count { files += descriptors }
        order.countsTasks = count != .not && count != nil
        let socket: Int32
        do {
            socket = try await self.waiting { [files, order] in
                defer { closeDescriptors(files) }
                return try template.spawnSlot(order, cgroupFiles: files)
            }
        } catch {
            self.cgroups?.retire(slot: id)
            throw error
        }
        let name = "\(self.tier.rawValue)-\(pool.key.profile)-\(id)"
        do {
            let (slot, ready) = try await SlotConnection.open(id: id, name: name, socket: socket, on: self.group)
            do {
                try self.check(ready)
                self.known.withLockedValue { $0.slots[pool.key.profile] = ready }
                try await self.test(slot, under: pool.profile)
            } catch {
                slot.close()
                throw error
            }
            return slot
        } catch {
            self.cgroups?.retire(slot: id)
            throw error
        }
    }

    /// Has a session forked, into cgroups of the branch's own.
    func fork(_ session: Session, number: Int) async throws -> SlotConnection {
        let id = self.nextIdentifier()
        let profile = session.line.profile
        let files = self.cgroups?.open(branch: id, tasks: profile.limits.tasks) ?? []
        defer { closeDescriptors(files) }
        do {
            return try await session.slot.fork(
                ForkOrder(number: UInt8(number)), id: id, name: "\(self.tier.rawValue)-\(profile.name)-\(id)",
                cgroupFiles: files, on: self.group)
        } catch {
            self.cgroups?.retire(slot: id)
            throw error
        }
    }

    private func nextIdentifier() -> UInt32 {
        self.slotIdentifiers.withLockedValue { number in
            number += 1
            return number
        }
    }

    /// Removes what the host keeps for executions that a slot will not have, now that it is a session's.
    func dedicate(_ slot: SlotConnection) {
        self.cgroups?.removeUnused(slot: slot.id)
    }

    /// Removes what the host keeps for a slot that is gone.
    func forget(_ slot: SlotConnection) {
        self.cgroups?.retire(slot: slot.id)
    }

    /// Ends the template: for a new one at once, else when its slots have ended.
    func end(atOnce: Bool) async {
        guard
            let template = self.template.withLockedValue({ value in
                defer { value = nil }
                return value
            })
        else { return }
        try? await self.waiting { atOnce ? template.kill() : template.end() }
    }

    /// Does what blocks on a thread that may wait. Through a future, since the cancellation of our task must not skip
    /// it: then processes would be left behind, and descriptors.
    private func waiting<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await NIOThreadPool.singleton.runIfActive(eventLoop: self.group.next(), body).get()
    }

    private func test(_ slot: SlotConnection, under profile: SandboxProfile) async throws {
        guard self.configuration.selfTests, !self.configuration.logsRefused,
            self.known.withLockedValue({ $0.selfTests[profile.name] == nil })
        else {
            return
        }
        let report = try await SelfTest(profile: profile, configuration: self.configuration).run(on: slot)
        let stage = "self-test \(self.tier.rawValue) \(profile.name)"
        guard report.faults.isEmpty else {
            let faults = report.faults.map { "\($0.probe): \($0.reason)" }.joined(separator: "; ")
            throw SandboxError(code: .selfTestFailed, stage: stage, message: faults)
        }
        self.known.withLockedValue { $0.selfTests[profile.name] = (report, .now) }
        self.logger.info(
            "self-test passed",
            metadata: [
                "tier": "\(self.tier.rawValue)", "profile": "\(profile.name)", "attacks": "\(report.held.count)",
                "milliseconds": "\(report.milliseconds)",
            ])
    }

    private func check(_ ready: SlotReady) throws {
        for layer in self.configuration.require where !ready.layers.contains(layer) {
            let reason = ready.missing.first { $0.hasPrefix(layer) } ?? layer
            throw SandboxError(
                code: .layerMissing, stage: "template \(self.tier.rawValue)", message: "required: \(reason)")
        }
    }
}
