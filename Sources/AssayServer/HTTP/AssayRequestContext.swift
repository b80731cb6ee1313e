import Hummingbird

/// What a request carries from the first middleware to its handler.
struct AssayRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The caller's `X-Request-ID`, or one of ours.
    var requestID = ""
    /// Which of the server's keys the caller sent; nil where it asks for none.
    var caller: Int?

    init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
    }
}
