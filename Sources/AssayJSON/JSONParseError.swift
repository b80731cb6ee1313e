/// Why some bytes are not a JSON document, in the words of Python's `json` module.
///
/// The SandboxFusion dialect answers with these words, so they are kept as the peer's clients know them.
package struct JSONParseError: Error, Sendable, Equatable {
    /// What was wrong, such as `Expecting value`.
    package var message: String
    /// Where, in Unicode scalars from the start; nil when the bytes are not UTF-8 at all.
    package var position: Int?
}
