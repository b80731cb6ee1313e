import Foundation
import Hummingbird

/// What a request carries from the first middleware to its handler.
struct AssayRequestContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// The caller's `X-Request-ID`, or one of ours.
    var requestID = ""
    /// Which of the server's keys the caller sent; nil where it asks for none.
    var caller: Int?

    /// A part of the path by its name in the route.
    func pathParameter(_ name: String) -> String {
        self.parameters.get(name).map { $0.removingPercentEncoding ?? $0 } ?? ""
    }

    init(source: ApplicationRequestContextSource) {
        self.coreContext = .init(source: source)
    }
}
