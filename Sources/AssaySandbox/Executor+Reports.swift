import AssayOutcome
import NIOConcurrencyHelpers
import WorkerProtocol

extension Executor {
    /// Which walls stand on this host.
    package func isolation() async -> IsolationReport {
        let facts = self.tiers.mapValues(\.facts)
        let pools = self.pools.withLockedValue { $0 }
        let kind: String =
            switch self.cgroups?.kind {
            case .v1: "v1"
            case .v2: "v2"
            default: "none"
            }
        return IsolationReport(
            kernel: EnvironmentCheck.kernelRelease, cgroup: kind, landlockABI: EnvironmentCheck.landlockABI,
            tiers: facts.sorted { $0.key.rawValue < $1.key.rawValue }.map { tier, facts in
                IsolationReport.Tier(
                    name: tier.rawValue, python: facts.template?.pythonVersion ?? "",
                    modules: facts.template?.modules ?? [],
                    startupMilliseconds: Int(facts.template?.startupMilliseconds ?? 0),
                    residentBytes: Int(clamping: facts.template?.residentBytes ?? 0),
                    ready: pools.contains { $0.key.tier == tier && $0.value.counts.slots > 0 },
                    selfTests: facts.reports())
            },
            profiles: self.profiles.values.sorted { $0.name < $1.name }.map { profile in
                let slot = facts.values.compactMap { $0.slots[profile.name] }.first
                return IsolationReport.Profile(
                    name: profile.name, description: profile.description,
                    languages: profile.languages.map(\.rawValue), layers: slot?.layers ?? [],
                    missing: slot?.missing ?? [])
            })
    }

    package func statistics() async -> ExecutorStatistics {
        let counters = self.counters.withLockedValue { $0 }
        let pools = self.pools.withLockedValue { $0 }.sorted {
            ($0.key.tier.rawValue, $0.key.profile) < ($1.key.tier.rawValue, $1.key.profile)
        }
        return ExecutorStatistics(
            pools: pools.map { key, pool in
                let counts = pool.counts
                return ExecutorStatistics.Pool(
                    tier: key.tier.rawValue, profile: key.profile, slots: counts.slots, idle: counts.idle,
                    waiting: counts.waiting)
            }, inFlight: counters.inFlight, sessions: self.sessions.count, slotRestarts: counters.restarts,
            outcomes: Dictionary(uniqueKeysWithValues: counters.outcomes.map { ($0.key.rawValue, $0.value) }))
    }
}
