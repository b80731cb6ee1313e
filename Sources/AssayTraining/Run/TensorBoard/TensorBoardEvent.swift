import Foundation

/// A record of TensorBoard's event files: `tensorflow.Event` of event.proto and summary.proto.
struct TensorBoardEvent {
    enum Content {
        /// What a file begins with.
        case version
        /// From this step on, what earlier files of the folder have is void.
        case restart
        case scalars([(tag: String, value: Double)])
        /// Shown as Markdown.
        case text(tag: String, String)
    }

    var time: Date
    var step: Int
    var content: Content

    var message: [UInt8] {
        ProtobufWriter.message { event in
            event.double(1, self.time.timeIntervalSince1970)
            event.integer(2, self.step)
            switch self.content {
            case .version: event.text(3, "brain.Event:2")
            // SessionLog.START
            case .restart: event.message(7) { $0.integer(1, 1) }
            case .scalars(let scalars):
                event.message(5) { summary in
                    for scalar in scalars { summary.message(1) { Self.write(scalar.tag, scalar.value, &$0) } }
                }
            case .text(let tag, let text):
                event.message(5) { summary in summary.message(1) { Self.write(tag, text, &$0) } }
            }
        }
    }

    private static func write(_ tag: String, _ value: Double, _ summary: inout ProtobufWriter) {
        summary.text(1, tag)
        summary.float(2, Float(value))
    }

    /// A tensor of one string, and the plugin that shows it.
    private static func write(_ tag: String, _ text: String, _ summary: inout ProtobufWriter) {
        summary.text(1, tag)
        summary.message(8) { tensor in
            // DT_STRING, of shape [1].
            tensor.integer(1, 7)
            tensor.message(2) { shape in shape.message(2) { $0.integer(1, 1) } }
            tensor.text(8, text)
        }
        summary.message(9) { metadata in
            metadata.message(1) { $0.text(1, "text") }
            // DATA_CLASS_TENSOR
            metadata.integer(4, 2)
        }
    }

    /// The event as a TFRecord: its length, the length's checksum, the event, its checksum.
    var record: [UInt8] {
        let message = self.message
        let length = UInt64(message.count).littleEndianBytes
        return length + CRC32C.masked(length).littleEndianBytes + message
            + CRC32C.masked(message).littleEndianBytes
    }
}
