/// Some lines of a file that follow each other.
package struct LineBatch: Sendable {
    /// One line without its end.
    package struct Line: Sendable {
        /// From 1.
        package var number: Int
        /// Its place in ``LineBatch/bytes``; empty for one that is longer than allowed.
        package var range: Range<Int>
        /// Whether it is longer than allowed, and so was not kept.
        package var isOverlong: Bool
    }

    /// How many batches of the file were before.
    package var index: Int
    package var bytes: [UInt8] = []
    package var lines: [Line] = []
    /// How far the file is read with this batch.
    package var end: InputMark

    init(index: Int, after mark: InputMark) {
        self.index = index
        self.end = mark
    }
}

/// A place in an input at the end of a line, with what tells whether the input before it is the same.
package struct InputMark: Sendable, Equatable {
    /// How many unpacked bytes are before.
    package var bytes = 0
    /// How many lines are before.
    package var lines = 0
    /// The CRC-32 of the bytes before.
    package var checksum: UInt32 = 0
}
