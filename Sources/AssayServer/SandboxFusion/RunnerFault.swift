/// A fault that the peer meets only while it runs a program, and tells in a 200's body.
struct RunnerFault: Error, Sendable {
    var description: String
}
