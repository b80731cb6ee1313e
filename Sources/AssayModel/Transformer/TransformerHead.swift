/// What a transformer says of its hidden states.
package enum TransformerHead: String, Sendable {
    /// Log-probabilities of the next token.
    case language
    /// One number, the value of the state.
    case value
}
