import AssayJSON
import Glibc

/// How far a result is written, in a file beside it: `FILE.resume`.
///
/// The result is written first, then the checkpoint takes the earlier one's place in one step. So whatever ends the
/// process, the result is whole up to ``outputLength``; what is behind, a torn line among it, is cut off when it is
/// continued. At the end the checkpoint is removed.
struct Checkpoint: Sendable, Equatable {
    /// What the result depends on beside the answers: settings, truths, the program's version.
    var origin: String
    /// How far the answers were read.
    var input = InputMark()
    /// How many batches that were.
    var batches = 0
    /// How many bytes of the result are whole.
    var outputLength = 0
    var tally = Tally()
    var examples: ExampleShelf

    static func path(of output: String) -> String { output + ".resume" }

    func write(beside output: String) throws(AnswersError) {
        let path = Self.path(of: output)
        let bytes = JSONWriter.bytes(self.json)
        let descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw Self.failure(path) }
        defer { close(descriptor) }
        guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, rename(path + ".new", path) == 0 else {
            throw Self.failure(path)
        }
    }

    static func remove(beside output: String) { unlink(self.path(of: output)) }

    private static func failure(_ path: String) -> AnswersError {
        AnswersError(.unwritable, "cannot write \(path): \(String(cString: strerror(errno)))")
    }

    /// - Returns: nil where there is none, or none that can be read.
    static func read(beside output: String, examplesPerClass: Int) -> Checkpoint? {
        guard let source = try? ByteSource(path: self.path(of: output)) else { return nil }
        var bytes: [UInt8] = []
        while let chunk = try? source.next() { bytes += chunk }
        guard let json = try? JSONParser.parse(bytes) else { return nil }
        return Checkpoint(json, examplesPerClass: examplesPerClass)
    }

    private var json: JSONValue {
        [
            "origin": .string(self.origin),
            "input": [
                "bytes": .integer(self.input.bytes), "lines": .integer(self.input.lines),
                "checksum": .integer(Int(self.input.checksum)),
            ],
            "batches": .integer(self.batches), "output_bytes": .integer(self.outputLength),
            "tally": self.tally.json, "examples": self.examples.json,
        ]
    }

    private init?(_ json: JSONValue, examplesPerClass: Int) {
        guard let origin = json["origin"]?.string, let bytes = json["input"]?["bytes"]?.integer,
            let lines = json["input"]?["lines"]?.integer,
            let checksum = json["input"]?["checksum"]?.integer.flatMap(UInt32.init(exactly:)),
            let batches = json["batches"]?.integer, let outputLength = json["output_bytes"]?.integer,
            let tally = json["tally"].flatMap(Tally.init),
            let examples = json["examples"].flatMap({ ExampleShelf($0, perClass: examplesPerClass) })
        else { return nil }
        self.init(
            origin: origin, input: InputMark(bytes: bytes, lines: lines, checksum: checksum), batches: batches,
            outputLength: outputLength, tally: tally, examples: examples)
    }

    init(
        origin: String, input: InputMark = InputMark(), batches: Int = 0, outputLength: Int = 0,
        tally: Tally = Tally(), examples: ExampleShelf
    ) {
        self.origin = origin
        self.input = input
        self.batches = batches
        self.outputLength = outputLength
        self.tally = tally
        self.examples = examples
    }
}
