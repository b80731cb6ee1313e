/// Which walls stand on this host, tier by tier: the body of `GET /v1/isolation`.
public struct IsolationReport: Sendable, Codable, Equatable {
    public struct Tier: Sendable, Codable, Equatable {
        public var name: String
        public var python: String
        /// Preloaded modules with their versions.
        public var modules: [String]
        public var startupMilliseconds: Int
        public var residentBytes: Int
        public var ready: Bool
    }

    public struct Profile: Sendable, Codable, Equatable {
        public var name: String
        public var description: String
        public var languages: [String]
        /// Layers in force, as the slots of this profile reported; empty until the first one is up.
        public var layers: [String]
        /// Layers that this host does not offer, each with the reason after a colon.
        public var missing: [String]
    }

    public var kernel: String
    /// `v1`, `v2` or `none`.
    public var cgroup: String
    /// The kernel's Landlock ABI, 0 for none.
    public var landlockABI: Int
    public var tiers: [Tier]
    public var profiles: [Profile]
}
