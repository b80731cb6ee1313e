import AssayJSON
import HTTPTypes
import Hummingbird
import NIOCore

extension Response {
    /// A JSON reply.
    init(status: HTTPResponse.Status = .ok, json: JSONValue) {
        self.init(status: status, jsonBytes: JSONWriter.bytes(json))
    }

    /// A reply of bytes that already are JSON.
    init(status: HTTPResponse.Status = .ok, jsonBytes: [UInt8]) {
        self.init(
            status: status,
            headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: jsonBytes)))
    }

    /// A reply of text.
    init(text: String, contentType: String) {
        self.init(
            status: .ok,
            headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
