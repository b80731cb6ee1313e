/// What the self-test of one tier under one profile showed.
package struct SelfTestReport: Sendable, Codable, Equatable {
    package struct Fault: Sendable, Codable, Equatable {
        package var probe: String
        package var reason: String
    }

    package var profile: String
    /// Names of the attacks that the sandbox withstood.
    package var held: [String]
    package var faults: [Fault]
    /// How long it took.
    package var milliseconds: Int
    /// Seconds since it ended; set when the report is asked for.
    package var ageSeconds: Int
}
