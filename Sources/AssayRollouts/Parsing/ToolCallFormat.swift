/// How a policy writes a call: verl's `multi_turn.format`.
package enum ToolCallFormat: String, CaseIterable, Sendable {
    /// `<tool_call>{"name": …, "arguments": {…}}</tool_call>` in the text.
    case hermes
    /// Calls that the server has read out of the text; the text holds none.
    case native
}
