/// A text that is one token wherever it stands.
package struct AddedToken: Sendable, Equatable {
    package var text: String
    package var id: Int32
    /// Whether it steers rather than says something: `<|im_end|>`.
    package var isSpecial: Bool
    /// Whether it is looked for in normalised text.
    package var isNormalized = false
    /// Whether it takes the white space before or behind it, and whether it must stand as a word of its own.
    package var takesLeadingSpace = false
    package var takesTrailingSpace = false
    package var isWholeWord = false
}
