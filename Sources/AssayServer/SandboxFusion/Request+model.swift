import AssayJSON
import HTTPTypes
import Hummingbird

extension Request {
    /// The body as FastAPI hands it to a model.
    /// - Throws: a 422 ``DetailError``, or a 413 ``Problem``.
    func modelBody(limit: Int) async throws -> JSONValue {
        let bytes = try await self.bytes(limit: limit)
        guard !bytes.isEmpty else {
            var detail = ValidationDetail()
            detail.add("missing", ["body"], "Field required", input: nil)
            throw detail.error ?? DetailError(.unexpected)
        }
        // FastAPI hands a body of another type to the model as it is, which then finds no object in it.
        if let type = self.mediaType, type != "application/json", !type.hasSuffix("+json") {
            return .string(String(decoding: bytes, as: UTF8.self))
        }
        do {
            return try JSONParser.parse(bytes)
        } catch {
            throw DetailError(error)
        }
    }
}
