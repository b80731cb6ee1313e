/// A moment's count of slots and requests.
public struct ExecutorStatistics: Sendable, Codable, Equatable {
    public struct Pool: Sendable, Codable, Equatable {
        public var tier: String
        public var profile: String
        /// Slots alive, and those of them that wait for work.
        public var slots: Int
        public var idle: Int
        /// Requests that wait for a slot.
        public var waiting: Int
    }

    public var pools: [Pool]
    /// Requests inside the executor, waiting or running.
    public var inFlight: Int
    /// Slots started to replace others that were worn out or lost.
    public var slotRestarts: Int
}
