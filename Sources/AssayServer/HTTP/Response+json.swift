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

    /// A reply to a batch: an object with `results`, each of which already is JSON.
    /// - Parameter members: what stands before them.
    init(members: JSONObject = JSONObject(), results: [[UInt8]]) {
        var bytes = Array("{".utf8)
        bytes.reserveCapacity(results.reduce(256) { $0 + $1.count + 1 })
        for member in members.members {
            bytes += JSONWriter.bytes(.string(member.name)) + [UInt8(ascii: ":")] + JSONWriter.bytes(member.value)
            bytes.append(UInt8(ascii: ","))
        }
        bytes += Array(#""results":["#.utf8)
        for (index, result) in results.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += result
        }
        bytes += Array("]}".utf8)
        self.init(jsonBytes: bytes)
    }

    /// A file that a program wrote, which must not run in the browser of whoever opens it.
    init(file path: String, bytes: [UInt8]) {
        self.init(
            status: .ok,
            headers: [
                .contentType: ContentType.of(path), .contentDisposition: "attachment", .xContentTypeOptions: "nosniff",
            ], body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A reply of text.
    init(text: String, contentType: String) {
        self.init(
            status: .ok,
            headers: [.contentType: contentType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}
