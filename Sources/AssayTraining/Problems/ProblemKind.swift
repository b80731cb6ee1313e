/// Which story a problem tells.
package enum ProblemKind: String, CaseIterable, Sendable {
    /// A quantity, and what becomes of it: two to four events, composed anew for each problem.
    case story
    /// A rectangle's area from its perimeter: the seed's first example.
    case rectangle
    /// Two sorts of things from their total and their difference: the seed's library.
    case totals
    /// Pay by the hour, and at another rate for some of them.
    case wages
    /// What three people have together.
    case people
    /// Some per cent off a price.
    case discount
    /// Held out: what two people have together.
    case gathering
    /// Held out: what is used up and brought again.
    case provisions
    /// Held out: an equal part, and some more.
    case portions

    /// Whether no training problem is of it.
    package var isHeldOut: Bool { [.gathering, .provisions, .portions].contains(self) }
}
