import Foundation

/// The web pages that may call: those of this machine, and those that the configuration names.
///
/// Whoever lets the name of his page's host point at 127.0.0.1 has visitors' browsers send requests here ("DNS
/// rebinding"). They tell the page's origin, which no page can forge; clients that are not browsers send none.
struct AllowedOrigins: Sendable {
    private static let ownHosts: Set<String> = ["localhost", "127.0.0.1", "[::1]", "::1"]

    private let named: Set<String>

    init(_ configuration: MCPConfiguration) {
        self.named = Set(configuration.allowedOrigins.map { $0.lowercased() })
    }

    /// Whether a request may be answered that has this `Origin`.
    func allow(_ origin: String) -> Bool {
        if self.named.contains(origin.lowercased()) { return true }
        guard let url = URLComponents(string: origin), ["http", "https"].contains(url.scheme?.lowercased()) else {
            return false
        }
        return Self.ownHosts.contains(url.host?.lowercased() ?? "")
    }
}
