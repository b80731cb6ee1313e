/// A request that cannot be run as it was asked; nothing was started.
public struct ExecutionRefusal: Error, Sendable, Equatable {
    /// A short name for the kind of fault, such as `unknown_profile`.
    public var code: String
    public var message: String
    /// The request's field at fault.
    public var field: String?

    public init(code: String, message: String, field: String? = nil) {
        self.code = code
        self.message = message
        self.field = field
    }
}
