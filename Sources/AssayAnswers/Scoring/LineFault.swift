/// Why a line was left out.
package struct LineFault: Error, Sendable, Equatable {
    /// The kinds of fault, in the order in which a line is checked.
    package enum Kind: String, CaseIterable, Sendable {
        case overlong = "overlong"
        case encoding = "not UTF-8"
        case json = "bad JSON"
        case field = "missing or unusable field"
        case noTruth = "no ground truth"
        case truth = "unusable ground truth"
    }

    package var kind: Kind
    /// For a person, on one line.
    package var message: String

    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        self.message = message
    }
}
