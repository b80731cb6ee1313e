/// Which walls stand on this host, tier by tier: the body of `GET /v1/isolation`.
package struct IsolationReport: Sendable, Codable, Equatable {
    package struct Tier: Sendable, Codable, Equatable {
        package var name: String
        package var python: String
        /// Preloaded modules with their versions.
        package var modules: [String]
        package var startupMilliseconds: Int
        package var residentBytes: Int
        package var ready: Bool
        /// The attacks that this tier's workers withstood before they served, profile by profile.
        package var selfTests: [SelfTestReport] = []
    }

    package struct Profile: Sendable, Codable, Equatable {
        package var name: String
        package var description: String
        package var languages: [String]
        /// Layers in force, as the slots of this profile reported; empty until the first one is up.
        package var layers: [String]
        /// Layers that this host does not offer, each with the reason after a colon.
        package var missing: [String]
    }

    package var kernel: String
    /// `v1`, `v2` or `none`.
    package var cgroup: String
    /// The kernel's Landlock ABI, 0 for none.
    package var landlockABI: Int
    package var tiers: [Tier]
    package var profiles: [Profile]

    package init(
        kernel: String = "", cgroup: String = "none", landlockABI: Int = 0, tiers: [Tier] = [], profiles: [Profile] = []
    ) {
        self.kernel = kernel
        self.cgroup = cgroup
        self.landlockABI = landlockABI
        self.tiers = tiers
        self.profiles = profiles
    }
}
