/// A moment's count of slots and requests.
package struct ExecutorStatistics: Sendable, Codable, Equatable {
    package struct Pool: Sendable, Codable, Equatable {
        package var tier: String
        package var profile: String
        /// Slots alive, and those of them that wait for work.
        package var slots: Int
        package var idle: Int
        /// Requests that wait for a slot.
        package var waiting: Int
    }

    package var pools: [Pool]
    /// Requests inside the executor, waiting or running.
    package var inFlight: Int
    /// Sessions alive.
    package var sessions = 0
    /// Slots started to replace others that were worn out or lost.
    package var slotRestarts: Int
    /// Executions ended since the start, by outcome.
    package var outcomes: [String: Int]
}
