import CSyscalls
import Glibc

/// Where a supervisor learns of the calls that the filter holds, and answers them.
///
/// The kernel tells one listener of all processes under a filter. A session's branches are under the session's filter, so
/// that the first supervisor of a ``Family`` hears of every call and passes on, through a pipe each, what is not its own.
struct HeldCalls {
    /// Readable where a call waits.
    let incoming: FileDescriptor
    private let listener: FileDescriptor

    /// Heard from the kernel.
    init(listener: FileDescriptor) {
        self.incoming = listener
        self.listener = listener
    }

    /// Heard from the family's first supervisor.
    init(forwarded: FileDescriptor, of family: HeldCalls) {
        self.incoming = forwarded
        self.listener = family.listener
    }

    /// The next one that waits; nil when there is none.
    func next() -> HeldCall? {
        var call = assay_held_call()
        if self.incoming == self.listener {
            guard assay_seccomp_next(self.listener.raw, &call) == 0 else { return nil }
        } else {
            let size = MemoryLayout<assay_held_call>.size
            guard let bytes = self.incoming.read(exactly: size) else { return nil }
            call = bytes.withUnsafeBytes { $0.loadUnaligned(as: assay_held_call.self) }
        }
        return HeldCall(call, listener: self.listener)
    }

    /// The listener, where it is the family's, stays open for its other supervisors.
    func close() {
        self.incoming.close()
    }
}
