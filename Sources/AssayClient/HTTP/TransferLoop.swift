import CCurl
import Glibc
import Synchronization

/// Where calls wait for the thread that transfers them, and what that thread does.
final class TransferLoop: Sendable {
    private enum Phase {
        case open
        case closing
        case ended
    }

    private struct Inbox {
        var phase = Phase.open
        var orders: [TransferOrder] = []
        var cancelled: [UInt64] = []
        var isAborting = false
        /// Those who wait for the end.
        var closers: [CheckedContinuation<Void, Never>] = []
        /// Whether the thread has been woken and has not looked yet: one wake is enough for all that is in here.
        var isAwake = false
    }

    private let multi: MultiHandle
    private let limits: HTTPClient.Limits
    private let inbox = Mutex(Inbox())

    init(limits: HTTPClient.Limits) throws(ClientError) {
        self.multi = try MultiHandle(connections: limits.connections)
        self.limits = limits
    }

    /// Hands a call to the thread, which resumes its continuation, in every case once.
    func submit(_ order: TransferOrder) {
        let isTaken = self.post { inbox in
            guard inbox.phase == .open else { return false }
            inbox.orders.append(order)
            return true
        }
        if !isTaken { order.fail(.closed, "The client was closed.") }
    }

    /// Aborts a call, if it still is in flight.
    func cancel(_ id: UInt64) { self.post { $0.cancelled.append(id) } }

    /// Aborts every call.
    func abort() { self.post { $0.isAborting = true } }

    /// Takes no more calls, and ends when the last one has.
    /// - Parameter closer: resumed then.
    func finish(_ closer: CheckedContinuation<Void, Never>? = nil) {
        let isOver = self.post { inbox in
            guard inbox.phase != .ended else { return true }
            inbox.phase = .closing
            if let closer { inbox.closers.append(closer) }
            return false
        }
        if isOver { closer?.resume() }
    }

    /// Changes the inbox and wakes the thread.
    private func post<Value: Sendable>(_ change: (inout Inbox) -> Value) -> Value {
        self.inbox.withLock { inbox in
            let value = change(&inbox)
            // Under the lock: past the end, there is nothing left to wake.
            if inbox.phase != .ended, !inbox.isAwake {
                inbox.isAwake = true
                self.multi.wake()
            }
            return value
        }
    }

    /// Transfers until it is told to finish and nothing is in flight. It needs a thread of its own.
    func run() {
        Self.blockBrokenPipes()
        var transfers = Transfers(self.multi, limits: self.limits)
        while true {
            let phase = self.takeInbox(into: &transfers)
            transfers.perform()
            if phase == .closing, transfers.isEmpty { break }
            self.multi.wait(until: transfers.nextExpiry)
        }
        transfers.release()
        let closers = self.inbox.withLock { inbox in
            inbox.phase = .ended
            return inbox.closers
        }
        self.multi.free()
        for closer in closers { closer.resume() }
    }

    /// libcurl writes to sockets with MSG_NOSIGNAL; OpenSSL does not.
    private static func blockBrokenPipes() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }

    /// Starts and aborts what it finds there.
    /// - Returns: the phase; no order comes after `closing`.
    private func takeInbox(into transfers: inout Transfers) -> Phase {
        let (orders, cancelled, isAborting, phase) = self.inbox.withLock { inbox in
            let taken = (inbox.orders, inbox.cancelled, inbox.isAborting, inbox.phase)
            inbox.orders = []
            inbox.cancelled = []
            inbox.isAwake = false
            return taken
        }
        for order in orders { transfers.start(order) }
        for id in cancelled { transfers.cancel(id) }
        if isAborting { transfers.cancelAll() }
        return phase
    }
}
