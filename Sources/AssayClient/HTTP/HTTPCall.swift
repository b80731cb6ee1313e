/// One HTTP request.
package struct HTTPCall: Sendable {
    package enum Method: String, Sendable {
        case get = "GET"
        case post = "POST"
    }

    package var method: Method
    package var url: String
    /// Names and values; neither may hold a line break.
    package var headers: [(name: String, value: String)]
    /// Sent with a POST.
    package var body: [UInt8]
    /// Longest that the whole call may take, its wait for a connection included; above 0.
    package var deadline: Duration

    package init(
        _ method: Method, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        deadline: Duration
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.deadline = deadline
    }
}
