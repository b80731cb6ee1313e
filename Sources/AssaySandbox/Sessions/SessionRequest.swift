/// A session to be made.
package struct SessionRequest: Sendable {
    /// Whose it is: nobody else sees it.
    package var owner: String
    /// Which interpreter: what a session will import is not known when it is made.
    package var tier: Tier
    /// A profile's name; nil for the one made for sessions.
    package var profile: String?
    /// Memory beyond the interpreter's own, MiB, for the session's whole life; nil for the default.
    package var memoryMegabytes: Int?
    /// Python run once, before the first cell.
    package var prelude: String?
    /// Longer than the limits allow is cut to them; nil for those.
    package var idleLifetime: Duration?
    package var absoluteLifetime: Duration?
    /// What its owner calls it; see ``Executor/session(named:_:)``.
    package var name: String?
    /// Where its cells begin; nil for the folder that files are written to.
    package var workingDirectory: String?
    /// Environment variables beside those of every program.
    package var environment: [String: String] = [:]

    package init(
        owner: String = "", tier: Tier = .math, profile: String? = nil, memoryMegabytes: Int? = nil,
        prelude: String? = nil, idleLifetime: Duration? = nil, absoluteLifetime: Duration? = nil
    ) {
        self.owner = owner
        self.tier = tier
        self.profile = profile
        self.memoryMegabytes = memoryMegabytes
        self.prelude = prelude
        self.idleLifetime = idleLifetime
        self.absoluteLifetime = absoluteLifetime
    }
}
