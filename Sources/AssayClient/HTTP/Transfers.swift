import CCurl

/// The calls in flight, those that wait for a connection, and the handles for the next ones. All of it belongs to one
/// thread.
struct Transfers {
    private let multi: MultiHandle
    private let limits: HTTPClient.Limits
    private var active: [UInt64: Transfer] = [:]
    private var waiting = WaitingLine()
    private var idle: [Transfer] = []

    init(_ multi: MultiHandle, limits: HTTPClient.Limits) {
        self.multi = multi
        self.limits = limits
    }

    var isEmpty: Bool { self.active.isEmpty && self.waiting.isEmpty }

    /// When ``perform()`` has something to do though no byte has moved.
    var nextExpiry: ContinuousClock.Instant? { self.waiting.nextExpiry }

    mutating func start(_ order: TransferOrder) {
        if self.active.count < self.limits.connections {
            self.transfer(order)
        } else {
            self.waiting.append(order, now: .now)
        }
    }

    /// Aborts a call, which closes its connection.
    mutating func cancel(_ id: UInt64) {
        if let transfer = self.active[id] {
            self.end(transfer, .failure(CancellationError()))
        } else {
            self.waiting.remove(id)?.continuation.resume(throwing: CancellationError())
        }
    }

    mutating func cancelAll() {
        for order in self.waiting.removeAll() { order.continuation.resume(throwing: CancellationError()) }
        for id in self.active.keys { self.cancel(id) }
    }

    /// Moves what can be moved, ends what thereby ended, and begins with what thereby has a connection.
    mutating func perform() {
        repeat {
            self.multi.perform()
            while let (easy, code) = self.multi.nextEnded() {
                guard let transfer = Transfer.of(easy) else { continue }
                self.end(transfer, transfer.result(code))
            }
        } while self.admit()
    }

    /// - Returns: whether there is something new to move.
    private mutating func admit() -> Bool {
        guard !self.waiting.isEmpty else { return false }
        let now = ContinuousClock.now
        for order in self.waiting.removeLate(now: now) {
            order.fail(.deadlineExceeded, "No connection became free in time.")
        }
        var isNew = false
        while self.active.count < self.limits.connections, let order = self.waiting.popFirst(now: now) {
            self.transfer(order)
            isNew = true
        }
        return isNew
    }

    private mutating func transfer(_ order: TransferOrder) {
        do throws(ClientError) {
            let transfer = if let idle = self.idle.popLast() { idle } else { try Transfer(limits: self.limits) }
            try transfer.begin(order)
            try self.multi.add(transfer.easy)
            self.active[order.id] = transfer
        } catch {
            order.continuation.resume(throwing: error)
        }
    }

    private mutating func end(_ transfer: Transfer, _ result: Result<HTTPReply, any Error>) {
        self.multi.remove(transfer.easy)
        guard let order = transfer.end() else { return }
        self.active[order.id] = nil
        self.idle.append(transfer)
        order.continuation.resume(with: result)
    }

    /// Frees every handle; nothing is in flight any more.
    mutating func release() { self.idle = [] }
}
