/// What a program is written in, as the HTTP API names it.
package enum Language: String, Sendable, Codable, CaseIterable {
    case python
    /// Python whose tests are run by pytest.
    case pytest
    case bash
}
