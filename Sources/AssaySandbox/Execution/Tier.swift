/// What a worker has imported before a program comes.
package enum Tier: String, Sendable, Codable, CaseIterable {
    /// The standard library's common modules.
    case bare
    /// Also numpy and SymPy.
    case math
}
