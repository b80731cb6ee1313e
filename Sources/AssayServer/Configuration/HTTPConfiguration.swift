/// Where the server listens and whom it answers.
package struct HTTPConfiguration: Sendable, Equatable {
    /// The address to bind: `http.host`.
    package var host = "127.0.0.1"
    /// The port to bind; 0 takes a free one: `http.port`.
    package var port = 8080
    /// Larger bodies are answered 413: `http.max_body_mb`.
    package var maximumBodyBytes = 64 << 20
    /// Larger batches of programs are answered 400: `http.max_batch_items`.
    package var maximumBatchItems = 1024
    /// Larger batches of scoring tasks are answered 400: `http.max_score_items`.
    package var maximumScoreItems = 65_536
    /// How many items of one batch run at once: `http.batch_concurrency`.
    package var batchConcurrency = 64
    /// When a connection without a request is closed: `http.idle_timeout_s`.
    package var idleTimeout: Duration = .seconds(300)
    /// How long requests under way may take after SIGTERM: `http.shutdown_grace_s`.
    package var shutdownGrace: Duration = .seconds(30)
    /// A file of bearer keys, one a line; nil asks for none: `http.auth_keys_file`.
    package var authKeysFile: String?
    /// Whether a host that is not loopback may be bound without keys: `http.allow_anonymous`.
    package var allowsAnonymous = false

    /// The defaults.
    package init() {}

    /// Whether only this machine can reach the server.
    var isLoopback: Bool {
        self.host == "localhost" || self.host == "::1" || self.host.hasPrefix("127.")
    }
}
