/// When two values are said to be the same: reward.md, section 2, C.
struct Agreement {
    /// How many digits the right side shows after its point.
    var decimals = 0
    /// Whether the right side shows a percent sign, which may be a mere label: `5/20*100 = 25%`.
    var isPercent = false
    /// Whether the text says about, approximately, rounded, 约.
    var isApproximate = false

    /// How the sides agree, or ``Verdict/mismatch``.
    func verdict(_ left: Rational, _ right: Rational) -> Verdict {
        if left == right { return .exact }
        if self.decimals >= 10, (left - right).magnitude * 1_000_000_000 <= max(1, left.magnitude) { return .float }
        let label = right * 100
        if self.isPercent, left == label { return .percent }
        guard self.decimals >= 1 || self.isApproximate else { return .mismatch }
        let verdict = self.rounding(left, right, places: self.decimals + (self.isPercent ? 2 : 0))
        return verdict == .mismatch && self.isPercent
            ? self.rounding(left, label, places: self.decimals) : verdict
    }

    private func rounding(_ left: Rational, _ right: Rational, places: Int) -> Verdict {
        let (distance, place) = ((left - right).magnitude, Rational.powerOfTen(-places))
        if distance + distance <= place { return .rounded }
        if distance >= place { return .mismatch }
        return self.decimals >= 1 ? .truncated : .approximate
    }
}
