import Glibc
import WorkerProtocol

/// The descriptors between a supervisor and one confined child; each side keeps its own ends.
struct ChildChannels {
    /// The child's numbers after ``ChildChannels/takeChildSide()``; 0–2 stay for the program, these are closed
    /// before its first byte.
    static let order: Int32 = 3
    static let ready: Int32 = 4

    private let input: (read: FileDescriptor, write: FileDescriptor)
    private let output: (read: FileDescriptor, write: FileDescriptor)
    private let error: (read: FileDescriptor, write: FileDescriptor)
    private let orders: (read: FileDescriptor, write: FileDescriptor)
    private let readiness: (read: FileDescriptor, write: FileDescriptor)
    /// The child's ends, in the order of their numbers in it.
    let childSide: [FileDescriptor]

    init() throws(WorkerFailure) {
        self.input = try FileDescriptor.pipe(stage: "stdin pipe")
        self.output = try FileDescriptor.pipe(stage: "stdout pipe")
        self.error = try FileDescriptor.pipe(stage: "stderr pipe")
        self.orders = try FileDescriptor.pipe(stage: "order pipe")
        self.readiness = try FileDescriptor.socketPair(stage: "ready socket")
        self.childSide = [
            self.input.read, self.output.write, self.error.write, self.orders.read, self.readiness.write,
        ]
    }

    var standardInput: FileDescriptor { self.input.write }
    var standardOutput: FileDescriptor { self.output.read }
    var standardError: FileDescriptor { self.error.read }
    var order: FileDescriptor { self.orders.write }
    var ready: FileDescriptor { self.readiness.read }

    /// In the supervisor, after the fork.
    func closeChildSide() {
        for end in self.childSide { end.close() }
        for end in [self.input.write, self.output.read, self.error.read] { end.setNonBlocking() }
    }

    /// In the supervisor, once it is not the child's any more.
    func closeSupervisorSide() {
        for end in [self.standardInput, self.standardOutput, self.standardError, self.order, self.ready] { end.close() }
    }

    /// In the child: moves its ends to fixed numbers. Via high numbers, so that no end overwrites another.
    func takeChildSide() throws(WorkerFailure) {
        var parked: [Int32] = []
        for end in self.childSide { parked.append(try attempt("park descriptor") { fcntl(end.raw, F_DUPFD, 64) }) }
        for (number, descriptor) in parked.enumerated() {
            try attempt("place descriptor") { dup2(descriptor, Int32(number)) }
        }
    }
}
