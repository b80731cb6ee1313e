import AssayServer
import Foundation
import NIOCore
import ServiceLifecycle

/// The one line that a failed start is told in.
enum StartFault {
    static func line(for error: any Error) -> String {
        switch error {
        case let error as ConfigurationError:
            "\(error)"
        case let error as IOError where error.errnoCode == EADDRINUSE:
            "the port is in use; take another one with --port, or 0 for any that is free"
        case let error as IOError where error.errnoCode == EADDRNOTAVAIL:
            "this machine has no such address; see --host"
        case let error as IOError where error.errnoCode == EACCES:
            "the port may be bound only by root; take one above 1023 with --port"
        default:
            "\(error)".split(whereSeparator: \.isNewline).joined(separator: " ")
        }
    }
}
