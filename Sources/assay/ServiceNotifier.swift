import AssaySandbox
import Glibc
import Logging
import ServiceLifecycle

/// Tells the service manager that started us when the server is ready, that it still is, and when it stops.
///
/// Pings of the watchdog are sent only while programs can be run, so that a server that cannot is restarted.
struct ServiceNotifier: Service {
    let socket: ServiceManagerSocket
    /// How often the watchdog is pinged; nil where there is none.
    let pingInterval: Duration?
    let executor: Executor
    /// Yields once, when a program was run and the port is bound.
    let ready: AsyncStream<Void>
    let logger: Logger

    /// The notifier that the environment asks for: `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`; nil where no
    /// manager listens.
    init?(environment: [String: String], executor: Executor, ready: AsyncStream<Void>, logger: Logger) {
        guard let socket = ServiceManagerSocket(environment: environment) else { return nil }
        self.socket = socket
        self.pingInterval = Self.pingInterval(environment: environment)
        self.executor = executor
        self.ready = ready
        self.logger = logger
    }

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                guard await self.ready.first(where: { true }) != nil else { return }
                self.tell("READY=1")
                try await self.ping()
            }
        } catch is CancellationError {
            // The end.
        }
        try await gracefulShutdown()
        self.tell("STOPPING=1")
    }

    /// Until cancelled.
    private func ping() async throws {
        guard let pingInterval else { return }
        while true {
            if await self.executor.isReady {
                self.tell("WATCHDOG=1")
            } else {
                self.logger.warning("not ready, so the watchdog is not pinged")
            }
            try await Task.sleep(for: pingInterval)
        }
    }

    private func tell(_ state: String) {
        let error = self.socket.send(state)
        if error != 0 {
            self.logger.warning(
                "the service manager was not told", metadata: ["state": "\(state)", "errno": "\(error)"])
        }
    }

    /// A third of the time after which the manager takes us for dead: two pings may come late. `WATCHDOG_PID` names
    /// the process that is watched, which may be one above us.
    private static func pingInterval(environment: [String: String]) -> Duration? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), microseconds > 0 else {
            return nil
        }
        if let watched = environment["WATCHDOG_PID"], watched != String(getpid()) { return nil }
        return .microseconds(max(1, microseconds / 3))
    }
}
