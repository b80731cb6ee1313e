/// A request that cannot be run as it was asked; nothing was started.
package struct ExecutionRefusal: Error, Sendable, Equatable {
    /// A short name for the kind of fault, such as `unknown_profile`.
    package var code: String
    package var message: String
    /// The request's field at fault.
    package var field: String?

    package init(code: String, message: String, field: String? = nil) {
        self.code = code
        self.message = message
        self.field = field
    }
}
