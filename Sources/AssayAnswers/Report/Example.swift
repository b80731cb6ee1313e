import AssayJSON
package import AssayRewards

/// A line of the answer file that shows an error of a class.
package struct Example: Sendable, Equatable {
    package var errorClass: ErrorClass
    /// From 1.
    package var number: Int
    package var line: [UInt8]
}

/// The first few examples of each class.
package struct ExampleShelf: Sendable, Equatable {
    /// Longer lines are no examples: nobody reads them, and checkpoints hold them.
    private static let longestLine = 64 << 10

    /// How many there are of each class at most.
    package let perClass: Int
    package private(set) var examples: [Example] = []

    package init(perClass: Int) { self.perClass = perClass }

    mutating func offer(_ line: LineBatch.Line, of batch: LineBatch, _ outcome: AnswerOutcome) {
        guard self.perClass > 0, line.range.count <= Self.longestLine, case .scored(let marks) = outcome else { return }
        for errorClass in marks.classes where self.of(errorClass).count < self.perClass {
            self.examples.append(
                Example(errorClass: errorClass, number: line.number, line: Array(batch.bytes[line.range])))
        }
    }

    package func of(_ errorClass: ErrorClass) -> [Example] {
        self.examples.filter { $0.errorClass == errorClass }
    }

    var json: JSONValue {
        .array(
            self.examples.map { example in
                [
                    "class": .string(example.errorClass.rawValue), "number": .integer(example.number),
                    "line": .string(String(decoding: example.line, as: UTF8.self)),
                ]
            })
    }

    /// - Returns: nil for what ``json`` does not write.
    init?(_ json: JSONValue, perClass: Int) {
        self.perClass = perClass
        for item in json.array ?? [] {
            guard let errorClass = item["class"]?.string.flatMap(ErrorClass.init(rawValue:)),
                let number = item["number"]?.integer, let line = item["line"]?.string
            else { return nil }
            self.examples.append(Example(errorClass: errorClass, number: number, line: Array(line.utf8)))
        }
    }
}
