/// A session found by its name, or made for it.
package struct NamedSession: Sendable, Equatable {
    package var id: String
    /// Whether it was made now.
    package var isNew: Bool
    /// Why the one before it is gone, where there was one that nobody deleted.
    package var lost: String?

    package init(id: String, isNew: Bool, lost: String? = nil) {
        self.id = id
        self.isNew = isNew
        self.lost = lost
    }
}
