/// How many sessions there may be, and for how long.
package struct SessionLimits: Sendable {
    /// Over all owners.
    package var maximumSessions = 5000
    package var maximumSessionsPerOwner = 1000
    /// Since its last cell ended.
    package var idleLifetime: Duration = .seconds(30 * 60)
    /// Since it was made.
    package var absoluteLifetime: Duration = .seconds(24 * 60 * 60)
    /// Cells that may wait for one session's interpreter.
    package var queueCapacity = 64

    package init() {}
}
