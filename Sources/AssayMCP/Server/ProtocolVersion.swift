/// A revision of the Model Context Protocol.
package enum ProtocolVersion: String, Sendable, CaseIterable {
    case november2024 = "2024-11-05"
    case march2025 = "2025-03-26"
    case june2025 = "2025-06-18"
    case november2025 = "2025-11-25"
    case july2026 = "2026-07-28"

    /// What is answered to an `initialize` that asks for a revision that is not served.
    package static let latestWithHandshake = ProtocolVersion.november2025
    /// What an HTTP request is taken as that names none: the header came later.
    package static let unnamed = ProtocolVersion.march2025

    /// Whether every request tells all by itself, instead of building on an `initialize`.
    package var isStateless: Bool { self == .july2026 }

    /// Whether several messages may come in one array.
    package var takesBatches: Bool { self == .november2024 || self == .march2025 }

    /// The revision that a handshake settles on.
    package static func negotiated(_ requested: String) -> ProtocolVersion {
        let version = ProtocolVersion(rawValue: requested)
        return version.flatMap { $0.isStateless ? nil : $0 } ?? self.latestWithHandshake
    }
}
