import AssayJSON
import HTTPTypes

/// The body of FastAPI's 422: what pydantic 2.6 says of each bad field, in the order of the fields.
struct ValidationDetail: Sendable {
    private static let documentation = "https://errors.pydantic.dev/2.6/v/"
    /// pydantic has no such limit; but each error is some 200 bytes, and a client can ask for one with two.
    private static let maximumErrors = 1000
    private(set) var errors: [JSONValue] = []

    /// One bad field.
    /// - Parameters:
    ///   - type: pydantic's name of the error, such as `string_type`.
    ///   - location: where it is, such as `["body", "files", "a.txt"]`.
    mutating func add(
        _ type: String, _ location: [JSONValue], _ message: String, input: JSONValue, context: JSONValue? = nil
    ) {
        guard self.errors.count < Self.maximumErrors else { return }
        var error = JSONObject([
            ("type", .string(type)), ("loc", .array(location)), ("msg", .string(message)), ("input", input),
        ])
        if let context { error.append("ctx", context) }
        error.append("url", .string(Self.documentation + type))
        self.errors.append(.object(error))
    }

    /// The reply, unless nothing is wrong.
    var error: DetailError? {
        self.errors.isEmpty ? nil : DetailError(status: .unprocessableContent, detail: .array(self.errors))
    }
}

extension DetailError {
    /// What FastAPI says of a body that is not JSON.
    init(_ error: JSONParseError) {
        guard let position = error.position else {
            // Python fails to decode the bytes before it looks for JSON, which FastAPI tells differently.
            self.init(status: .badRequest, detail: "There was an error parsing the body")
            return
        }
        let detail: JSONValue = [
            "type": "json_invalid", "loc": ["body", .integer(position)], "msg": "JSON decode error", "input": [:],
            "ctx": ["error": .string(error.message)],
        ]
        self.init(status: .unprocessableContent, detail: .array([detail]))
    }
}
