extension String {
    /// Without the white space at its ends, as Python's `str.strip` leaves it.
    var strippedAsInPython: Substring {
        let scalars = self.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.isSpaceInPython }),
            let last = scalars.lastIndex(where: { !$0.isSpaceInPython })
        else { return "" }
        return Substring(scalars[first...last])
    }
}

extension Unicode.Scalar {
    /// Unicode's white space, and the four separators of ASCII, which Unicode does not count.
    fileprivate var isSpaceInPython: Bool { self.properties.isWhitespace || (0x1C...0x1F).contains(self.value) }
}
