package import Logging
import NIOConcurrencyHelpers
import NIOPosix
import WorkerProtocol

/// The self-test by itself, as `assay doctor` repeats it.
package struct SelfTestCheck: Sendable {
    private let configuration: ExecutorConfiguration
    private let profiles: [SandboxProfile]
    private let logger: Logger

    /// - Parameter profile: a profile's name, nil for all.
    /// - Throws: ``ProfileError`` for a profile that cannot be used.
    package init(configuration: ExecutorConfiguration, profile: String?, logger: Logger) throws {
        let profiles = try ProfileDirectory(path: configuration.resolvedProfileDirectory).profiles()
        self.configuration = configuration
        self.profiles = profiles.values.filter { profile == nil || $0.name == profile }.sorted { $0.name < $1.name }
        self.logger = logger
    }

    /// One finding for every tier and profile.
    package func items() async -> [EnvironmentCheck.Item] {
        let cgroups = CgroupTree.make()
        var items: [EnvironmentCheck.Item] = []
        let identifiers = NIOLockedValueBox<UInt32>(0)
        for tier in self.configuration.tiers {
            let workers = TierWorkers(
                tier: tier, configuration: self.configuration, cgroups: cgroups,
                group: MultiThreadedEventLoopGroup.singleton, slotIdentifiers: identifiers, logger: self.logger)
            items += await self.items(workers)
        }
        for _ in 0..<100 where cgroups?.removeAll() == false { try? await Task.sleep(for: .milliseconds(10)) }
        return items
    }

    private func items(_ workers: TierWorkers) async -> [EnvironmentCheck.Item] {
        var items: [EnvironmentCheck.Item] = []
        do {
            try await workers.start()
        } catch {
            return [EnvironmentCheck.Item(name: "tier \(workers.tier.rawValue)", status: .missing, detail: "\(error)")]
        }
        for profile in self.profiles {
            let name = "self-test \(workers.tier.rawValue) \(profile.name)"
            let key = SlotPool.Key(tier: workers.tier, profile: profile.name)
            do {
                let slot = try await workers.makeSlot(for: SlotPool(key: key, profile: profile, capacity: 1))
                slot.close()
                let report = workers.facts.selfTests[profile.name]?.report
                let missing = (workers.facts.slots[profile.name]?.missing ?? []).map { $0.prefix { $0 != ":" } }
                let detail =
                    "withstood \(report?.held.count ?? 0) attacks in \(report?.milliseconds ?? 0) ms"
                    + (missing.isEmpty ? "" : ", without \(missing.joined(separator: ", "))")
                let status: EnvironmentCheck.Status = missing.isEmpty ? .ok : .degraded
                items.append(EnvironmentCheck.Item(name: name, status: status, detail: detail))
            } catch {
                items.append(EnvironmentCheck.Item(name: name, status: .missing, detail: "\(error)"))
            }
        }
        await workers.end(atOnce: false)
        return items
    }
}
