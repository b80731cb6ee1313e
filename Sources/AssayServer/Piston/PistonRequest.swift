import AssayJSON
import AssaySandbox
import HTTPTypes

/// The body of `POST /api/v2/execute`, checked in the peer's order.
struct PistonRequest: Sendable {
    /// open-r1's client waits for 30 s, then asks again: an answer has to come before that.
    private static let clientPatience: Duration = .seconds(29)
    private static let shortestWait: Duration = .seconds(5)

    let language: String
    let version: String
    private let files: [PistonFile]
    private let object: JSONObject

    /// - Throws: a 400 ``Problem`` in the peer's words.
    init(_ value: JSONValue) throws(Problem) {
        self.object = value.object ?? JSONObject()
        self.language = try Self.requiredText(self.object, "language")
        self.version = try Self.requiredText(self.object, "version")
        guard let files = self.object["files"]?.array else {
            throw Problem(.badRequest, "files is required as an array")
        }
        var read: [PistonFile] = []
        for (index, file) in files.enumerated() { read.append(try PistonFile(file, index: index)) }
        self.files = read
    }

    private static func requiredText(_ object: JSONObject, _ name: String) throws(Problem) -> String {
        guard let text = object[name]?.string, !text.isEmpty else {
            throw Problem(.badRequest, "\(name) is required as a string")
        }
        return text
    }

    /// The execution that is asked for, within this server's limits, and the processor time that it may take.
    /// - Throws: a 400 ``Problem`` in the peer's words.
    func execution(
        in language: Language, limits: ExecutionLimits
    ) throws(Problem) -> (request: ExecutionRequest, processorTime: Duration?) {
        guard let program = self.files.first(where: \.isText) else {
            throw Problem(.badRequest, "files must include at least one utf8 encoded file")
        }
        let constraints = try PistonConstraints(self.object, limits: limits)
        let arguments = try self.arguments()
        var request = ExecutionRequest(code: String(decoding: program.contents, as: UTF8.self), language: language)
        request.timeout = constraints.timeout ?? limits.defaultTimeout
        request.memoryMegabytes = constraints.memoryMegabytes ?? limits.defaultMemoryMegabytes
        request.queueDeadline = max(
            Self.shortestWait, Self.clientPatience - (request.timeout ?? limits.defaultTimeout))
        request.standardInput = Array(try self.standardInput().utf8)
        for file in self.files { request.files[file.path] = file.contents }
        if language == .bash {
            // On the first line's own line, so that those after it keep their numbers.
            let words = arguments.map { " '" + $0.replacing("'", with: "'\\''") + "'" }.joined()
            if !arguments.isEmpty { request.code = "set --\(words); " + request.code }
        } else {
            // A list of texts is written alike in JSON and in Python.
            let list: JSONValue = .array(([program.path] + arguments).map(JSONValue.string))
            request.prelude = "__import__('sys').argv[:] = \(list.text)"
        }
        return (request, constraints.processorTime)
    }

    private func arguments() throws(Problem) -> [String] {
        guard let value = self.object["args"], value != .null else { return [] }
        let texts = value.array?.compactMap(\.string)
        guard let texts, texts.count == value.array?.count, !texts.contains(where: { $0.contains("\0") }) else {
            throw Problem(.badRequest, "args must be an array of strings")
        }
        return texts
    }

    /// With a newline at its end, as the peer has it, whose programs may ask for one line where there is none.
    private func standardInput() throws(Problem) -> String {
        guard let value = self.object["stdin"], value != .null else { return "\n" }
        guard let text = value.string else { throw Problem(.badRequest, "stdin must be a string") }
        return text.utf8.last == UInt8(ascii: "\n") ? text : text + "\n"
    }
}
