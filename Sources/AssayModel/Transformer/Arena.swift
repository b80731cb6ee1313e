import Glibc

/// Memory for the numbers of a computation, taken once and used again step after step.
final class Arena {
    /// Pages of this size are asked for where a block has room for some.
    private static let largePage = 2 << 20

    private var blocks: [UnsafeMutableRawPointer] = []

    deinit { for block in self.blocks { block.deallocate() } }

    /// Uninitialised, 64-byte aligned, alive as long as the arena. The system gives pages only as they are written to.
    func floats(_ count: Int) -> UnsafeMutablePointer<Float> { self.take(count) }

    /// As ``floats``.
    func integers(_ count: Int) -> UnsafeMutablePointer<Int32> { self.take(count) }

    private func take<Element: BitwiseCopyable>(_ count: Int) -> UnsafeMutablePointer<Element> {
        let size = max(count, 1) * MemoryLayout<Element>.stride
        let isLarge = size >= 2 * Self.largePage
        let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: isLarge ? Self.largePage : 64)
        // A refusal costs speed alone.
        if isLarge { _ = madvise(block, size, MADV_HUGEPAGE) }
        self.blocks.append(block)
        return block.bindMemory(to: Element.self, capacity: max(count, 1))
    }
}
