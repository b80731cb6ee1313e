import CPython
import Glibc

/// Python's object arenas, carved from one region of huge pages.
///
/// A fork copies page tables, and exit tears them down: with 4 KiB pages that is most of what an execution costs.
/// One entry per 2 MiB makes both several times cheaper.
enum HugeArenas {
    private static let regionSize = 256 << 20
    private static let hugePage = 2 << 20
    /// obmalloc's arenas; the interpreter asks for other sizes too (stack chunks), which stay outside the region.
    private static let arenaSize = 1 << 20
    // One thread, and set once before the interpreter starts: nothing can race for these.
    nonisolated(unsafe) private static var next: UnsafeMutableRawPointer?
    nonisolated(unsafe) private static var end: UnsafeMutableRawPointer?
    nonisolated(unsafe) private static var start: UnsafeMutableRawPointer?
    nonisolated(unsafe) private static var freed: [UnsafeMutableRawPointer] = []

    /// Must run before `Py_Initialize`; without huge pages the interpreter keeps its own arenas.
    static func install() {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE
        guard let region = mmap(nil, self.regionSize + self.hugePage, PROT_READ | PROT_WRITE, flags, -1, 0),
            region != MAP_FAILED
        else { return }
        let offset = (self.hugePage - Int(bitPattern: region) % self.hugePage) % self.hugePage
        let aligned = region + offset
        guard madvise(aligned, self.regionSize, 14 /* MADV_HUGEPAGE */) == 0 else { return }
        self.start = aligned
        self.next = aligned
        self.end = aligned + self.regionSize
        var allocator = PyObjectArenaAllocator(
            ctx: nil, alloc: { _, size in HugeArenas.allocate(size) },
            free: { _, arena, size in HugeArenas.free(arena, size) })
        PyObject_SetArenaAllocator(&allocator)
    }

    /// Gives the region back, in a process that runs no Python any more: what it had copied, and page tables that each fork
    /// of it would copy.
    static func release() {
        guard let start else { return }
        munmap(start, self.regionSize)
        self.start = nil
    }

    private static func allocate(_ size: Int) -> UnsafeMutableRawPointer? {
        if size == self.arenaSize {
            if let arena = self.freed.popLast() { return arena }
            if let next = self.next, let end = self.end, next + size <= end {
                self.next = next + size
                return next
            }
        }
        let arena = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        return arena == MAP_FAILED ? nil : arena
    }

    private static func free(_ arena: UnsafeMutableRawPointer?, _ size: Int) {
        guard let arena else { return }
        if let start = self.start, let end = self.end, arena >= start, arena < end {
            self.freed.append(arena)
        } else {
            munmap(arena, size)
        }
    }
}
