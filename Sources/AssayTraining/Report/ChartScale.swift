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
    ///   - isTight: whether the axis ends where the values do, instead of at a tick.
    init(_ values: [Double], ticks count: Int = 4, isTight: Bool = false) {
        let (least, largest) = (values.min() ?? 0, values.max() ?? 1)
        let span = largest > least ? largest - least : max(largest.magnitude, 1)
        let step = Self.step(span / Double(max(1, count)))
        let ends = (
            (least / step).rounded(.down), max((largest / step).rounded(.up), (least / step).rounded(.down) + 1)
        )
        let ticks = stride(from: ends.0, through: ends.1, by: 1).map { $0 * step }
        if isTight, largest > least {
            (self.lower, self.upper) = (least, largest)
            self.ticks = ticks.filter { least...largest ~= $0 }
        } else {
            (self.lower, self.upper) = (ends.0 * step, ends.1 * step)
            self.ticks = ticks
        }
    }

    /// 1, 2, 2.5 or 5 times a power of ten, and not less than asked for.
    private static func step(_ least: Double) -> Double {
        let power = pow(10, floor(log10(least)))
        return [1, 2, 2.5, 5, 10].map { $0 * power }.first { $0 >= least * 0.999 } ?? least
    }

    /// 0…1.
    func place(_ value: Double) -> Double { (value - self.lower) / (self.upper - self.lower) }

    /// A tick as a text, all of them with as many digits.
    func label(_ tick: Double, isShare: Bool) -> String {
        let scale = isShare ? 100.0 : 1
        let step = self.ticks.count > 1 ? (self.ticks[1] - self.ticks[0]) * scale : 1
        let digits = (0..<9).first { abs((step * pow(10, Double($0))).remainder(dividingBy: 1)) < 1e-6 } ?? 9
        return Figure.decimal(tick * scale, digits: digits) + (isShare ? " %" : "")
    }
}
