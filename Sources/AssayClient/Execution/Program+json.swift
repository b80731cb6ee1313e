import AssayJSON
import FoundationEssentials

extension Program {
    /// The body of `/v1/execute`, or an item of its batch. The key of an unnamed program differs from call to call.
    var json: JSONValue {
        var object = JSONObject([("code", .string(self.code)), ("language", .string(self.language.rawValue))])
        if let text = self.standardInput { object.append("stdin", .string(text)) }
        if let timeout = self.timeout { object.append("timeout_s", .number(timeout / .seconds(1))) }
        if let megabytes = self.memoryMegabytes { object.append("memory_mb", .integer(megabytes)) }
        if !self.files.isEmpty { object.append("files", self.filesJSON) }
        if !self.fetchFiles.isEmpty { object.append("fetch_files", .array(self.fetchFiles.map(JSONValue.string))) }
        switch self.prelude {
        case nil: break
        case .seed: object.append("prelude", true)
        case .code(let code): object.append("prelude", .string(code))
        }
        object.append("echo_last", .bool(self.echoesLast))
        if let profile = self.profile { object.append("profile", .string(profile)) }
        object.append("idempotency_key", .string(self.idempotencyKey ?? RandomIdentifier.make()))
        return .object(object)
    }

    private var filesJSON: JSONValue {
        .object(
            JSONObject(
                self.files.sorted { $0.key < $1.key }.map { ($0.key, .string(Data($0.value).base64EncodedString())) }))
    }
}
