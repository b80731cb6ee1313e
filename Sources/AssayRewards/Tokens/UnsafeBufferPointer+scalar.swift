extension UnsafeBufferPointer<UInt8> {
    /// The character at an index; U+FFFD where it is cut off.
    func scalar(at index: Int) -> Unicode.Scalar { self.span.scalar(at: index).scalar }
}
