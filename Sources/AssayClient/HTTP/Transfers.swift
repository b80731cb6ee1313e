import CCurl

/// The calls in flight, and the handles that wait for the next ones. All of it belongs to one thread.
struct Transfers {
    private let multi: MultiHandle
    private let limits: HTTPClient.Limits
    private var active: [UInt64: Transfer] = [:]
    private var idle: [Transfer] = []

    init(_ multi: MultiHandle, limits: HTTPClient.Limits) {
        self.multi = multi
        self.limits = limits
    }

    var isEmpty: Bool { self.active.isEmpty }

    mutating func start(_ order: TransferOrder) {
        do throws(ClientError) {
            let transfer = if let idle = self.idle.popLast() { idle } else { try Transfer(limits: self.limits) }
            try transfer.begin(order)
            try self.multi.add(transfer.easy)
            self.active[order.id] = transfer
        } catch {
            order.continuation.resume(throwing: error)
        }
    }

    /// Aborts a call, which closes its connection.
    mutating func cancel(_ id: UInt64) {
        guard let transfer = self.active[id] else { return }
        self.end(transfer, .failure(CancellationError()))
    }

    mutating func cancelAll() {
        for id in self.active.keys { self.cancel(id) }
    }

    /// Moves what can be moved, and ends what thereby ended.
    mutating func perform() {
        self.multi.perform()
        while let (easy, code) = self.multi.nextEnded() {
            guard let transfer = Transfer.of(easy) else { continue }
            self.end(transfer, transfer.result(code))
        }
    }

    private mutating func end(_ transfer: Transfer, _ result: Result<HTTPReply, any Error>) {
        self.multi.remove(transfer.easy)
        guard let order = transfer.end() else { return }
        self.active[order.id] = nil
        // As many handles stay as there were calls at the same time, which the limit of connections bounds.
        if self.idle.count < self.limits.connections { self.idle.append(transfer) }
        order.continuation.resume(with: result)
    }

    /// Frees every handle; nothing is in flight any more.
    mutating func release() { self.idle = [] }
}
