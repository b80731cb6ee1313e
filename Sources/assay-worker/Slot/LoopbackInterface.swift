import CSyscalls
import Glibc
import WorkerProtocol

/// `lo` of the slot's own network namespace: up, and the only interface there.
enum LoopbackInterface {
    static func bringUp() throws(WorkerFailure) {
        let socket = try attempt("loopback socket") { Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0) }
        defer { close(socket) }
        try attempt("loopback up") { assay_interface_up(socket, "lo") }
    }
}
