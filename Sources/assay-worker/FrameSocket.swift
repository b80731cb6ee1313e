import CSyscalls
import Glibc
import WorkerProtocol

/// A blocking stream of frames, with the descriptors that come beside them.
struct FrameSocket {
    let descriptor: Int32

    @discardableResult
    func send(_ frame: Frame) -> Bool {
        FileDescriptor(raw: self.descriptor).write(frame.wireBytes)
    }

    /// Sends a frame with a descriptor beside it; false where it did not go out whole.
    func send(_ frame: Frame, with descriptor: Int32) -> Bool {
        let bytes = frame.wireBytes
        var descriptors = [descriptor]
        return assay_send_with_fds(self.descriptor, bytes, bytes.count, &descriptors, 1) == bytes.count
    }

    /// The next frame; nil once the server is gone or sends what no version of the protocol knows.
    func receive() -> (frame: Frame, descriptors: [Int32])? {
        var descriptors = [Int32](repeating: -1, count: 32)
        var count = Int32(descriptors.count)
        var header = [UInt8](repeating: 0, count: Frame.headerSize)
        // Descriptors ride on a frame's first byte, so the header is what must be received with recvmsg.
        let got = assay_receive_with_fds(self.descriptor, &header, header.count, &descriptors, &count)
        guard got > 0 else { return nil }
        let rest = FileDescriptor(raw: self.descriptor)
        if got < header.count {
            guard let more = rest.read(exactly: header.count - got) else { return nil }
            header.replaceSubrange(got..., with: more)
        }
        guard let (kind, size) = try? Frame.header(header), let payload = rest.read(exactly: size) else { return nil }
        return (Frame(kind: kind, payload: payload), Array(descriptors[..<Int(count)]))
    }
}
