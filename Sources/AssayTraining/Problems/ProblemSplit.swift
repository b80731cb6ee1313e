/// What a problem is for. No problem is in two splits, whatever the seeds.
package enum ProblemSplit: String, CaseIterable, Sendable {
    case train
    /// As ``train``, with numbers that no training problem has together: an eighth of all.
    case numbers
    /// Stories with three operations in a row that no training problem has in this order.
    case compositions
    /// Stories that are told in a way in which no training problem is, in words that training problems have.
    case templates
}
