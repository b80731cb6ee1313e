import CSyscalls
import Glibc

/// Fills the free chunks that warming up left all over the C heap, and keeps them.
///
/// What is allocated later then comes from the heap's top: a supervisor's own bookkeeping and a program's objects
/// stay off the warmed pages, which would otherwise be copied, and their huge pages split, in every process.
enum HeapHoles {
    /// Down from malloc's own mapping threshold; at the end every size class of its caches, which are 16 bytes apart.
    private static let sizes = [65536, 32768, 16384, 8192, 4096, 2048] + stride(from: 1032, through: 24, by: -16)

    static func fill() {
        let top = assay_heap_top()
        for size in self.sizes {
            while let block = malloc(size) {
                if let top, block >= top {
                    free(block)
                    break
                }
            }
        }
    }

    /// Has the top itself in memory: else the first touch of each process would take a whole huge page of its own there.
    static func touchTop() {
        assay_touch_heap_top(1 << 20)
    }
}
