import Dispatch
import Synchronization

/// Calls a function with 0 ..< count on up to so many threads, in no particular order, and returns when all is done.
func concurrently(_ count: Int, threads: Int, _ body: @Sendable (Int) -> Void) {
    guard count > 1, threads > 1 else { return (0..<count).forEach(body) }
    let next = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
        while case let index = next.wrappingAdd(1, ordering: .relaxed).oldValue, index < count { body(index) }
    }
}
