import NIOCore
import WorkerProtocol

/// Cuts a slot's byte stream into frames.
struct FrameDecoder: ByteToMessageDecoder {
    typealias InboundOut = Frame

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard let header = buffer.getBytes(at: buffer.readerIndex, length: Frame.headerSize) else {
            return .needMoreData
        }
        let (kind, size) = try Frame.header(header)
        guard buffer.readableBytes >= Frame.headerSize + size else { return .needMoreData }
        buffer.moveReaderIndex(forwardBy: Frame.headerSize)
        guard let payload = buffer.readBytes(length: size) else { return .needMoreData }
        context.fireChannelRead(self.wrapInboundOut(Frame(kind: kind, payload: payload)))
        return .continue
    }

    mutating func decodeLast(
        context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool
    ) throws -> DecodingState {
        try self.decode(context: context, buffer: &buffer)
    }
}
