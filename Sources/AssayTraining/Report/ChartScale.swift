import AssayAnswers
import Glibc

/// Where an axis begins and ends, and which values are written beside it.
struct ChartScale: Equatable {
    let lower: Double
    let upper: Double
    let ticks: [Double]

    /// - Parameters:
    ///   - values: what must be on the axis.
    ///   - count: how many ticks there are, about.
    init(_ values: [Double], ticks count: Int = 4) {
        let (least, largest) = (values.min() ?? 0, values.max() ?? 1)
        let span = largest > least ? largest - least : max(largest.magnitude, 1)
        let step = Self.step(span / Double(max(1, count)))
        self.lower = (least / step).rounded(.down) * step
        self.upper = max((largest / step).rounded(.up) * step, self.lower + step)
        let (from, steps) = (self.lower, Int(((self.upper - self.lower) / step).rounded()))
        self.ticks = (0...steps).map { from + Double($0) * step }
    }

    /// 1, 2 or 5 times a power of ten, and not less than asked for.
    private static func step(_ least: Double) -> Double {
        let power = pow(10, floor(log10(least)))
        return [1, 2, 5, 10].map { $0 * power }.first { $0 >= least * 0.999 } ?? least
    }

    /// 0…1.
    func place(_ value: Double) -> Double { (value - self.lower) / (self.upper - self.lower) }

    /// A tick as a text, all of them with as many digits.
    func label(_ tick: Double, isShare: Bool) -> String {
        let step = self.upper > self.lower && self.ticks.count > 1 ? self.ticks[1] - self.ticks[0] : 1
        let unit = isShare ? step * 100 : step
        let digits = unit >= 1 ? 0 : Int(ceil(-log10(unit) - 1e-9))
        return Figure.decimal(isShare ? tick * 100 : tick, digits: digits) + (isShare ? " %" : "")
    }
}
