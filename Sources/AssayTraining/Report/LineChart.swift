import AssayAnswers
import AssayJSON

/// Curves over steps, as a template draws them in SVG.
struct LineChart {
    struct Series {
        var name: String
        /// Ascending in x.
        var points: [(x: Double, y: Double)]
        /// Whether it is the raw material of another one, and so pale.
        var isFaint = false
    }

    /// A value to compare with, as a line across.
    struct Limit {
        var value: Double
        var name: String
    }

    var title: String
    var note: String
    var series: [Series]
    var limits: [Limit] = []
    /// What the axis has in any case.
    var bounds = [0.0]
    /// Whether values are shares of 0…1, shown in per cent.
    var isShare = false

    private static let (width, height) = (460.0, 210.0)
    private static let (left, right, top, bottom) = (46.0, 18.0, 10.0, 24.0)
    /// More points than this are hard to draw and to tell apart.
    private static let mostPoints = 240

    /// - Returns: nil where there is nothing to draw.
    var json: JSONValue? {
        let series = self.series.filter { !$0.points.isEmpty }
        let points = series.flatMap(\.points)
        guard !points.isEmpty else { return nil }
        let largest = points.map(\.y).max() ?? 0
        // A limit far above everything would flatten the curves.
        let limits = self.limits.filter { $0.value <= largest * 2 }
        let horizontal = ChartScale(points.map(\.x), ticks: 5, isTight: true)
        let vertical = ChartScale(points.map(\.y) + limits.map(\.value) + self.bounds)
        return [
            "title": .string(self.title), "note": .string(self.note), "isOne": .bool(series.count == 1),
            "width": .number(Self.width), "height": .number(Self.height),
            "left": .number(Self.left), "end": .number(Self.width - Self.right),
            "bottom": .number(Self.height - Self.bottom),
            "rows": .array(
                vertical.ticks.map { tick in
                    ["y": Self.y(vertical, tick), "text": .string(vertical.label(tick, isShare: self.isShare))]
                }),
            "columns": .array(
                horizontal.ticks.filter { $0 == $0.rounded() }.map { tick in
                    ["x": Self.x(horizontal, tick), "text": .string(horizontal.label(tick, isShare: false))]
                }),
            "limits": .array(
                limits.map { ["y": Self.y(vertical, $0.value), "name": .string($0.name)] }),
            "series": .array(self.drawn(series, horizontal, vertical)),
        ]
    }

    private func drawn(_ series: [Series], _ horizontal: ChartScale, _ vertical: ChartScale) -> [JSONValue] {
        // A faint curve has the colour of the one that is made of it, which follows it.
        var colour = 0
        return series.map { series in
            let points = Self.thinned(series.points)
            let path = points.enumerated().map { index, point in
                (index == 0 ? "M" : "L") + Self.text(Self.x(horizontal, point.x)) + " "
                    + Self.text(Self.y(vertical, point.y))
            }
            defer { colour += series.isFaint ? 0 : 1 }
            return [
                "name": .string(series.name), "colour": .string("c\(colour % 5)"), "isFaint": .bool(series.isFaint),
                "path": .string(path.joined()),
                "points": series.isFaint
                    ? []
                    : .array(
                        points.map { point in
                            [
                                "x": Self.x(horizontal, point.x), "y": Self.y(vertical, point.y),
                                "text": .string(
                                    "\(series.name), step \(Figure.count(Int(point.x))): \(self.value(point.y))"),
                            ]
                        }),
                "isSparse": .bool(points.count <= 12),
            ]
        }
    }

    private func value(_ value: Double) -> String {
        if self.isShare { return Figure.percent(value) }
        let digits = value.magnitude >= 100 ? 0 : value.magnitude >= 0.01 || value == 0 ? 3 : 6
        return value.magnitude < 1e12 ? Figure.decimal(value, digits: digits) : "\(value)"
    }

    /// Means of runs of neighbours, few enough.
    private static func thinned(_ points: [(x: Double, y: Double)]) -> [(x: Double, y: Double)] {
        let width = (points.count + Self.mostPoints - 1) / Self.mostPoints
        guard width > 1 else { return points }
        return stride(from: 0, to: points.count, by: width).map { start in
            let run = points[start..<min(start + width, points.count)]
            return (run[run.endIndex - 1].x, run.reduce(0) { $0 + $1.y } / Double(run.count))
        }
    }

    private static func x(_ scale: ChartScale, _ value: Double) -> JSONValue {
        self.rounded(self.left + scale.place(value) * (self.width - self.left - self.right))
    }

    private static func y(_ scale: ChartScale, _ value: Double) -> JSONValue {
        self.rounded(self.height - self.bottom - scale.place(value) * (self.height - self.top - self.bottom))
    }

    private static func rounded(_ value: Double) -> JSONValue { .number((value * 10).rounded() / 10) }

    private static func text(_ value: JSONValue) -> String { value.text }
}
