import Glibc
import WorkerProtocol

/// The process image in which programs run. It has one thread and never starts another: Swift and glibc are safe
/// after fork only so. It uses no Foundation, no Dispatch and no concurrency runtime for the same reason.
///
///     template   holds one warmed interpreter and forks slots; never runs a program
///      └─ slot   pid 1 of its own namespaces, in a root of its own; supervises
///          └─ execution   confined first, then given its program; ends with it
@main
struct Worker {
    static func main() {
        let arguments = CommandLine.arguments
        switch arguments.dropFirst().first {
        case "template":
            guard arguments.count == 3, let tier = Tier(rawValue: arguments[2]) else { self.usage() }
            Template(tier: tier, control: FrameSocket(descriptor: 3)).run()
        case "probe":
            Probe.run()
        case "floor":
            guard let floor = Floor(arguments: Array(arguments.dropFirst(2))) else { self.usage() }
            floor.run()
        default:
            self.usage()
        }
    }

    private static func usage() -> Never {
        FileDescriptor.standardError.write(
            """
            assay-worker is started by assay; by hand it knows:
              assay-worker probe                                print the Python it embeds and what it can import
              assay-worker floor --tier TIER --count N FILE     time fork, run and wait without any isolation

            """)
        exit(64)
    }
}

/// What a template has imported before it forks.
enum Tier: String {
    case bare
    case math
}
