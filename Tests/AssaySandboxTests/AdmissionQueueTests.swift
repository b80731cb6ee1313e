import NIOConcurrencyHelpers
import Testing

@testable import AssaySandbox

@Suite("Admission is first come, first served, and bounded")
struct AdmissionQueueTests {
    /// Notes who was resumed, in order.
    final class Log: Sendable {
        private let entries = NIOLockedValueBox<[String]>([])
        var all: [String] { self.entries.withLockedValue { $0 } }
        func waiter(_ name: String, deadline: ContinuousClock.Instant = .now + .seconds(60))
            -> AdmissionQueue<Int>.Waiter
        {
            .init(deadline: deadline) { admission in
                let text: String =
                    switch admission {
                    case .admitted(let slot): "\(name) got \(slot)"
                    case .expired: "\(name) expired"
                    case .closed: "\(name) closed"
                    }
                self.entries.withLockedValue { $0.append(text) }
            }
        }
    }

    @Test func servesInOrder() {
        var queue = AdmissionQueue<Int>(capacity: 10)
        let log = Log()
        for name in ["a", "b", "c"] { #expect(queue.enqueue(log.waiter(name)) != nil) }
        for slot in 1...3 { queue.offer(slot)?.resume(.admitted(slot)) }
        #expect(log.all == ["a got 1", "b got 2", "c got 3"])
        #expect(queue.offer(4) == nil)
        #expect(queue.takeIdle() == 4)
        #expect(queue.takeIdle() == nil)
    }

    @Test func refusesWhenFull() {
        var queue = AdmissionQueue<Int>(capacity: 2)
        let log = Log()
        #expect(queue.enqueue(log.waiter("a")) != nil)
        #expect(queue.enqueue(log.waiter("b")) != nil)
        #expect(queue.enqueue(log.waiter("c")) == nil)
    }

    @Test func skipsThoseWhoLeft() {
        var queue = AdmissionQueue<Int>(capacity: 10)
        let log = Log()
        let first = queue.enqueue(log.waiter("a"))
        _ = queue.enqueue(log.waiter("b"))
        if let first { #expect(queue.remove(first) != nil) }
        queue.offer(1)?.resume(.admitted(1))
        #expect(log.all == ["b got 1"])
        #expect(queue.waitingCount == 0)
    }

    @Test func expiresTheLateOnly() {
        var queue = AdmissionQueue<Int>(capacity: 10)
        let log = Log()
        let now = ContinuousClock.now
        _ = queue.enqueue(log.waiter("late", deadline: now - .seconds(1)))
        _ = queue.enqueue(log.waiter("early", deadline: now + .seconds(10)))
        for waiter in queue.expire(at: now) { waiter.resume(.expired) }
        queue.offer(7)?.resume(.admitted(7))
        #expect(log.all == ["late expired", "early got 7"])
    }

    @Test func manyWaitersStayInOrderAndBounded() {
        var queue = AdmissionQueue<Int>(capacity: 50_000)
        let log = Log()
        for round in 0..<3 {
            for index in 0..<5000 { _ = queue.enqueue(log.waiter("\(round)-\(index)")) }
            for index in 0..<5000 { queue.offer(index)?.resume(.admitted(index)) }
        }
        #expect(log.all.count == 15_000)
        #expect(log.all.last == "2-4999 got 4999")
        #expect(queue.waitingCount == 0)
    }

    @Test func expiresInOrderOfDeadlineWhateverTheArrival() {
        var queue = AdmissionQueue<Int>(capacity: 100)
        let log = Log()
        let now = ContinuousClock.now
        for seconds in [5, 1, 4, 2, 3, 9, 8] {
            _ = queue.enqueue(log.waiter("\(seconds)", deadline: now + .seconds(seconds)))
        }
        #expect(queue.expire(at: now).isEmpty)
        for waiter in queue.expire(at: now + .seconds(4)) { waiter.resume(.expired) }
        #expect(log.all == ["1 expired", "2 expired", "3 expired", "4 expired"])
        for slot in 1...3 { queue.offer(slot)?.resume(.admitted(slot)) }
        #expect(log.all.suffix(3) == ["5 got 1", "9 got 2", "8 got 3"])
        #expect(queue.expire(at: now + .seconds(60)).isEmpty)
    }

    /// Clients that come and hang up, while every slot is busy, must not grow the queue.
    @Test func thoseWhoLeaveAreForgotten() {
        var queue = AdmissionQueue<Int>(capacity: 50_000)
        let log = Log()
        let first = queue.enqueue(log.waiter("first"))
        for _ in 0..<100_000 {
            if let identifier = queue.enqueue(log.waiter("gone")) { _ = queue.remove(identifier) }
        }
        #expect(first != nil)
        #expect(queue.waitingCount == 1)
        #expect(queue.entryCount < 5000)
        queue.offer(1)?.resume(.admitted(1))
        #expect(log.all == ["first got 1"])
    }

    /// The tick that looks for the late must not look at everyone.
    @Test func lookingForTheLateIsCheapInALongQueue() {
        var queue = AdmissionQueue<Int>(capacity: 50_000)
        let log = Log()
        let now = ContinuousClock.now
        for _ in 0..<45_000 { _ = queue.enqueue(log.waiter("waits", deadline: now + .seconds(60))) }
        let start = ContinuousClock.now
        for _ in 0..<1000 { #expect(queue.expire(at: now).isEmpty) }
        #expect(ContinuousClock.now - start < .seconds(1))
    }
}
