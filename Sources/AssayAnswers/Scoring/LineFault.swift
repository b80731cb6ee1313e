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
    package let message: String

    /// - Parameter message: may quote the line; what would upset a terminal, or fill it, is taken out.
    package init(_ kind: Kind, _ message: String) {
        self.kind = kind
        let scalars = message.unicodeScalars.prefix(300).map { scalar in
            scalar.properties.generalCategory == .control || scalar.properties.generalCategory == .format ? "�" : scalar
        }
        self.message = String(String.UnicodeScalarView(scalars)) + (message.unicodeScalars.count > 300 ? "…" : "")
    }
}
