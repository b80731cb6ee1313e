import AssayJSON
import AssayTraining
import Foundation
import Testing

/// What verl 0.9.1's own functions computed: six padded responses of five tokens, three prompts.
enum Golden {
    static let file = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../../shared/golden/golden_verl_0.9.1.json").standardizedFileURL
    static let document = (try? Data(contentsOf: Self.file)).flatMap { try? JSONParser.parse([UInt8]($0)) }
    static let isPresent = Self.document != nil
    static let absence = "needs the folder shared beside the repository"

    static func value(_ path: String...) throws -> JSONValue {
        var value = try #require(Self.document)
        for name in path { value = try #require(value[name], "\(path)") }
        return value
    }

    static func rows() throws -> [ResponseRow] {
        let inputs = try Self.value("inputs")
        let mask = try #require(inputs["mask"]).matrix
        let groups = try #require(inputs["uid"]?.array).map { Int(try #require($0.string?.unicodeScalars.first).value) }
        let column = { (name: String) throws -> [[Double]] in try #require(inputs[name]).matrix }
        let (rewards, values, advantages) = (try column("rewards"), try column("values"), try column("advantages"))
        let (old, reference) = (try column("old_log_prob"), try column("ref_log_prob"))
        return mask.indices.map { index in
            ResponseRow(
                group: groups[index], mask: mask[index].map { $0 == 1 }, rewards: rewards[index],
                oldLogProbabilities: old[index].map(Float.init),
                referenceLogProbabilities: reference[index].map(Float.init), values: values[index].map(Float.init),
                advantages: advantages[index])
        }
    }

    static func logProbabilities() throws -> [[Float]] {
        try Self.value("inputs", "log_prob").matrix.map { $0.map(Float.init) }
    }
}

extension JSONValue {
    /// An array of arrays of numbers.
    var matrix: [[Double]] { (self.array ?? []).map { ($0.array ?? []).compactMap(\.double) } }

    var number: Double { get throws { try #require(self.double) } }
}

/// Whether two numbers agree but for what single precision costs: verl computed in it.
func agree(_ ours: Double, _ theirs: Double) -> Bool { abs(ours - theirs) <= 1e-6 + 1e-5 * abs(theirs) }

/// Holds rows of numbers to those of verl, at the tokens that count: at others verl's are what its vector code left.
func expectAgreement(
    _ ours: [[Double]], _ theirs: [[Double]], _ rows: [ResponseRow], _ name: String,
    location: SourceLocation = #_sourceLocation
) {
    #expect(ours.count == rows.count && theirs.count == rows.count, "\(name)", sourceLocation: location)
    for (index, row) in rows.enumerated() {
        for token in row.mask.indices {
            let wanted = row.counts(token) ? theirs[index][token] : 0
            #expect(
                agree(ours[index][token], wanted),
                "\(name)[\(index)][\(token)]: \(ours[index][token]) is not \(wanted)", sourceLocation: location)
        }
    }
}
